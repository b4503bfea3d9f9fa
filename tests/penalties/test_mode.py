"""Money, points or only a record: one policy, the same on pages, sheet, file and wall (R05)."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from apps.penalties import services
from apps.penalties.models import Penalty
from apps.penalties.worth import worth_words
from apps.rulebook.services import set_policy

DAYS = [date(2026, 10, day) for day in range(9, 14)]


@pytest.fixture
def in_mode(house, root, at):
    def choose(mode):
        set_policy(
            "penalty.mode", mode, store=house.store, effective_from=date(2026, 10, 1), reason="新办法", by=root,
            now=at("2026-09-01 09:00"),
        )  # fmt: skip

    return choose


@pytest.mark.parametrize(
    ("mode", "worth", "step", "sums"),
    [("points", "20.00 points", "record only", (0, 100, 0, 0)), ("record", "record only", "record only", (0, 0, 6, 0)),
     ("money", "20.00 CNY", "−20 %", (100, 0, 0, 20))],
)  # fmt: skip
def test_every_place_says_the_same(
    in_mode, confirmed, house, lin, zhou, qian, at, signed_in, mode, worth, step, sums
):
    in_mode(mode)
    rows = [confirmed(lin, day) for day in DAYS]
    stepped = Penalty.objects.get(kind="step_up")
    lin.language = zhou.language = qian.language = "en"
    for user in (lin, zhou, qian):
        user.save()
    with translation.override("en"):
        assert (worth_words(rows[0]), worth_words(stepped)) == (worth, step)
        words = {one.rule: one.text for one in services.rules_in_words(house.store, on=DAYS[0])}
    assert worth.replace(".00", "") in words["R23"] if mode != "record" else "record only" in words["R23"]
    month = services.open_month(house.store, month=date(2026, 10, 1))
    services.ready_month(month, now=at("2026-11-02 10:00"), by=zhou)
    (sheet,) = services.month_sheets(month)
    totals = sheet.totals
    assert (totals.amount, totals.points, totals.records, totals.percent) == sums
    services.close_month(month, now=at("2026-11-09 10:00"), by=qian)
    line = month.lines.get()
    assert (line.amount, line.points, line.percent) == (sums[0], sums[1], sums[3])
    client = signed_in(qian)
    book = load_workbook(BytesIO(client.post(reverse("desk:payroll_file", args=[month.pk])).content))
    head, person = list(book.worksheets[0].values)[:2]
    cell = dict(zip(head, person, strict=True))
    assert (cell["Deduction, CNY"], cell["Points"], cell["Only on record"]) == sums[:3]
    assert {row[6] for row in list(book.worksheets[1].values)[1:]} == {worth, step}
    assert worth in signed_in(lin).get("/penalties/mine/").text
    assert worth in signed_in(zhou).get(f"/penalties/months/{month.pk}/").text
