"""Wage bases, the cap and the minimum wage (R05); the file for payroll 绩效扣减."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from apps.accounts.models import Role
from apps.core.refusal import Refused
from apps.core.sheets import Sheet, workbook_bytes
from apps.penalties import services
from apps.penalties.intake import read_wages
from apps.penalties.models import PayrollWage, Penalty
from apps.penalties.rules import cap_of

OCTOBER = date(2026, 10, 1)
DAYS = [date(2026, 10, day) for day in range(9, 14)]


@pytest.fixture
def month(house):
    return services.open_month(house.store, month=OCTOBER)


@pytest.mark.parametrize(
    ("fines", "percent", "wage", "total", "allowed", "over"),
    [
        ("80", 20, "6000", "1280", "1200", "80"),  # the step alone uses up the cap
        ("80", 0, "6000", "80", "1200", "0"),
        ("100", 0, "500", "100", "0", "100"),  # below the minimum wage already
        ("100", 0, "2150", "100", "50", "50"),  # the minimum wage is nearer than the cap
        ("0", 20, "3333.33", "666.67", "666.66", "0.01"),  # the step half up, the allowed part down
        ("-20", 0, "6000", "0", "1200", "0"),  # a reversal alone takes nothing
        ("0.01", 0, "2100", "0.01", "0", "0.01"),
    ],
)
def test_the_cap(fines, percent, wage, total, allowed, over):
    cap = cap_of(
        fines=Decimal(fines), percent=percent, wage=Decimal(wage), cap_percent=20, minimum=Decimal(2100)
    )
    assert (cap.total, cap.allowed, cap.over) == (Decimal(total), Decimal(allowed), Decimal(over))
    assert cap.withheld + cap.over == cap.total


def test_entered_by_hr_alone_and_the_newest_counts(month, house, lin, zhou, qian, stranger, at):
    now = at("2026-11-01 09:00")
    for by in (lin, zhou):
        with pytest.raises(Refused) as refusal:
            services.set_wages(month, {lin.pk: Decimal(6000)}, now=now, by=by)
        assert refusal.value.code == "forbidden"
    for wages in ({stranger.pk: Decimal(6000)}, {lin.pk: Decimal(-1)}, {lin.pk: Decimal("1.001")}):
        with pytest.raises(Refused) as refusal:
            services.set_wages(month, wages, now=now, by=qian)
        assert refusal.value.code == "invalid"
    assert services.set_wages(month, {lin.pk: Decimal(6000), zhou.pk: Decimal(9000)}, now=now, by=qian) == 2
    assert services.set_wages(month, {lin.pk: Decimal(6500), zhou.pk: Decimal(9000)}, now=now, by=qian) == 1
    assert services.wages_of(house.store, month=OCTOBER)[lin.pk] == 6500
    assert PayrollWage.objects.count() == 3


def test_a_closed_month_keeps_its_wages(month, lin, zhou, qian, at):
    services.ready_month(month, now=at("2026-11-02 10:00"), by=zhou)
    services.close_month(month, now=at("2026-11-09 10:00"), by=qian)
    with pytest.raises(Refused) as refusal:
        services.set_wages(month, {lin.pk: Decimal(6000)}, now=at("2026-11-10 10:00"), by=qian)
    assert refusal.value.code == "closed"


def wage_file(*rows):
    return SimpleUploadedFile("工资.xlsx", workbook_bytes([Sheet("工资", ("工资表", None), rows)]))


def test_a_file_is_read_line_by_line(lin, zhou, du, house):
    house.person("twin", "杜鹏", Role.AGENT, house.care)
    people = services.people_of(house.store, month=OCTOBER)
    found = read_wages(
        wage_file(
            ("姓名", "工资"), ("林晓彤", 6500.1), ("zhou", "¥9,000.00元"), ("杜鹏", 5000), ("无名氏", 1), ("du", "多"),
            (None, None), ("twin", Decimal("5000")),
        ),
        people,
    )  # fmt: skip
    twin = next(user for user in people if user.username == "twin")
    assert found.wages == {
        lin.pk: Decimal("6500.10"),
        zhou.pk: Decimal("9000.00"),
        twin.pk: Decimal("5000.00"),
    }
    assert [line.split("，")[0] for line in found.refused] == ["第 5 行", "第 6 行", "第 7 行"]


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", b"name,wage", b""])
def test_other_files_are_refused(content, lin):
    with pytest.raises(Refused) as refusal:
        read_wages(SimpleUploadedFile("x.xlsx", content), [lin])
    assert refusal.value.field == "file"
    with pytest.raises(Refused):
        read_wages(wage_file(("甲", "乙"), ("林晓彤", 1)), [lin])


def test_the_wage_page(signed_in, month, lin, zhou, qian):
    url = reverse("penalties:wages", args=[month.pk])
    assert signed_in(zhou).get(url).status_code == 403
    client = signed_in(qian)
    assert client.post(url, {f"wage_{lin.pk}": "6500"}).status_code == 302
    assert client.get(url).context["form"][f"wage_{lin.pk}"].value() == 6500
    assert client.post(url, {f"wage_{lin.pk}": "-1"}).status_code == 400
    assert client.post(url, {"file": wage_file(("姓名", "工资"), ("周敏", 9000))}).status_code == 302
    assert services.wages_of(month.store, month=OCTOBER) == {lin.pk: 6500, zhou.pk: 9000}


def test_the_warning_stands_beside_the_decision_in_the_sheet_and_in_the_file(
    signed_in, confirmed, proposed, month, lin, du, zhou, qian, at
):
    services.set_wages(month, {lin.pk: Decimal(2150)}, now=at("2026-10-20 09:00"), by=qian)
    for day in DAYS[:2]:
        confirmed(lin, day)
    third = proposed(lin, DAYS[2])
    page = signed_in(zhou).get(reverse("penalties:detail", args=[third.pk]))
    assert page.context["beyond_cap"] == 20 and "2150" not in page.text
    assert (
        signed_in(zhou)
        .get(reverse("penalties:detail", args=[proposed(du, DAYS[3]).pk]))
        .context["beyond_cap"]
        is None
    )
    services.confirm(third, now=at("2026-10-20 10:00"), by=zhou)
    sheet = next(one for one in services.month_sheets(month) if one.user == lin)
    assert (sheet.over_cap, sheet.cap.total, sheet.cap.withheld) == (True, 60, 50)
    assert "2150" not in signed_in(zhou).get(reverse("penalties:month_detail", args=[month.pk])).text
    assert "2150" in signed_in(qian).get(reverse("penalties:month_detail", args=[month.pk])).text


def test_the_file_has_exact_sums_text_phones_and_no_formulas(
    signed_in, confirmed, house, month, song, zhou, qian, at
):
    evil = house.person("13800138000", "=1+1", Role.AGENT, house.care)
    other = house.person("cmd", "@SUM(A1)", Role.DEPARTMENT_STAFF, house.aftersales)
    rows = [confirmed(evil, day) for day in DAYS] + [confirmed(other, DAYS[0])]
    services.set_wages(month, {evil.pk: Decimal("3333.33")}, now=at("2026-10-20 09:00"), by=qian)
    services.ready_month(month, now=at("2026-11-02 10:00"), by=zhou)
    answer = signed_in(qian).post(reverse("desk:payroll_file", args=[month.pk]))
    assert "绩效扣减" in unquote(answer["Content-Disposition"])
    book = load_workbook(BytesIO(answer.content))
    assert book.worksheets[0].title.startswith("绩效扣减")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    head, *people = book.worksheets[0].values
    by_name = {row[1]: dict(zip(head, row, strict=True)) for row in people}
    line = by_name["=1+1"]
    assert line["登录名"] == "13800138000"
    assert (line["扣减金额（元）"], line["工资基数（元）"], line["含加重处罚（元）"], line["最多可扣（元）"]) == (
        100, 3333.33, 766.67, 666.66,
    )  # fmt: skip
    assert line["备注"] and by_name["合计"]["扣减金额（元）"] == 120
    assert [row[1] for row in people] == ["=1+1", "小计", "@SUM(A1)", "小计", "合计"]
    assert (
        len(list(book.worksheets[1].values)) == 1 + len(rows) + Penalty.objects.filter(kind="step_up").count()
    )
    manager = load_workbook(
        BytesIO(signed_in(zhou).post(reverse("desk:payroll_file", args=[month.pk])).content)
    )
    assert "工资基数（元）" not in next(manager.worksheets[0].values)
