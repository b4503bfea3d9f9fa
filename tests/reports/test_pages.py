"""The pages of reports: numbers that open, faults that keep what was typed, readers who see only their own."""

import re
from copy import deepcopy
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from apps.complaints.models import Complaint
from apps.customers.models import ExportLog
from apps.duties.models import Duty
from apps.duties.services import settle
from apps.reports import services
from apps.reports.figures import FIGURES, figures_of
from apps.reports.models import Issue
from tests.reports.standing_work import all_kinds, month_worked, open_page

__all__ = ["all_kinds", "month_worked"]


@pytest.fixture
def reported(db, all_kinds):
    return deepcopy(all_kinds)


@pytest.fixture
def house(reported):
    return reported.house


@pytest.fixture
def issues(reported):
    return reported.issues


@pytest.fixture
def submitted(issues, lin, zhou, at):
    issue = issues["month"]
    services.prepare(issue, now=at("2026-11-02 10:00"), by=lin)
    services.review(issue, now=at("2026-11-02 11:00"), by=zhou)
    return services.submit(issue, now=at("2026-11-02 12:00"), by=lin)


def test_a_running_period_averages_the_days_begun(signed_in, lin, issues, at):
    """S16: of eleven days three have begun; what falls due is known for all of them."""
    with time_machine.travel(at("2026-10-23 12:00"), tick=False):
        sheet = open_page(signed_in(lin), "live", "xun").context["sheet"]
    told = {cell.value.figure.key: cell for cell in sheet.all_figures}
    for key, days in (("documents.dated", 3), ("calls.due", 11)):
        value = told[key].value
        assert value.numerator and told[key].per_day == f"{value.numerator / days:.1f}"


def test_the_list_says_what_is_due(signed_in, lin, issues):
    page = open_page(signed_in(lin), "list")
    assert page.status_code == 200
    assert all(f"row-{issue.pk}" in page.text for issue in issues.values())
    only = open_page(signed_in(lin), "list", kind="xun").text
    assert (f"row-{issues['xun'].pk}" in only, f"row-{issues['week'].pk}" in only) == (True, False)


@pytest.mark.parametrize("kind", ["week", "xun", "month"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_report_opens(signed_in, lin, issues, kind, language):
    lin.language = language
    lin.save()
    client = signed_in(lin)
    for name in ("detail", "print"):
        assert open_page(client, name, issues[kind].pk).status_code == 200
    assert open_page(client, "live", kind).status_code == 200


@pytest.mark.parametrize(
    ("shown", "step"),
    [pytest.param(2, 2, marks=pytest.mark.sample), pytest.param(4, 1, marks=pytest.mark.long)],
)
def test_every_number_opens_and_counts_the_same(signed_in, zhou, issues, shown, step):
    """Generated over the figures: of every second one the total and a part; with --all three parts of every one."""
    issue, client = issues["month"], signed_in(zhou)
    rows = {(row.key, row.part): row for row in issue.draft_figures.order_by("pk")}
    for figure in FIGURES[::step]:
        parts = [part for key, part in rows if key == figure.key]
        for part in parts[:shown]:
            row = rows[figure.key, part]
            page = open_page(client, "drill", issue.pk, figure.key, part=part)
            counted = page.context["total"] if figure.summed else page.context["page"].paginator.count
            assert (page.status_code, counted) == (200, row.numerator), (figure.key, part)
            assert not page.context["differs"]
            if figure.is_ratio:
                base = open_page(client, "drill", issue.pk, figure.key, part=part, of="base")
                of = base.context["total"] if figure.base_summed else base.context["page"].paginator.count
                assert of == row.base, (figure.key, part)


def test_every_figure_of_the_sheet_is_a_link(signed_in, lin, issues):
    text = open_page(signed_in(lin), "detail", issues["week"].pk).text
    for figure in figures_of("week"):
        assert reverse("reports:drill", args=[issues["week"].pk, figure.key]) in text


@pytest.mark.parametrize(
    "query", [{"part": "agent"}, {"part": "agent=x"}, {"part": "plate=5"}, {"part": "question=1"}]
)
def test_a_forged_part_is_not_found(signed_in, lin, issues, query):
    assert open_page(signed_in(lin), "drill", issues["week"].pk, "calls.due", **query).status_code == 404


def test_an_unknown_figure_or_period_is_not_found(signed_in, lin, issues):
    client = signed_in(lin)
    assert open_page(client, "drill", issues["week"].pk, "calls.none").status_code == 404
    assert open_page(client, "live", "year").status_code == 404
    assert open_page(client, "drill", issues["week"].pk, "calls.due", of="base").status_code == 404


def test_a_page_says_when_facts_came_later(signed_in, lin, submitted):
    row = submitted.frozen_figures.get(key="calls.overdue", part="")
    assert row.numerator > 0
    duty = Duty.objects.filter(
        store=submitted.store, kind="callback.repair", state="missed", settled_at=None,
        due_day__range=(submitted.start, submitted.end),
    ).first()  # fmt: skip
    settle(duty, at=submitted.submitted_at.replace(day=4), by=lin)
    page = open_page(signed_in(lin), "drill", submitted.pk, "calls.overdue")
    assert page.context["differs"]
    assert page.context["page"].paginator.count == row.numerator - 1


def test_numbers_and_names_are_masked_in_customers_words(signed_in, lin, issues):
    text = open_page(signed_in(lin), "detail", issues["month"].pk).text
    assert "139****5678" in text and "138****8000" in text
    assert not re.search(r"1[39]\d{9}", text)
    assert "顾客a" not in text


def test_problems_stand_by_department_and_category(signed_in, lin, issues):
    """S15: in the order of departments, and the department is named first."""
    voices = open_page(signed_in(lin), "detail", issues["month"].pk).context["voices"].problems
    told = [one for one in voices if one.complaint]
    found = {row.pk: row for row in Complaint.objects.select_related("department", "category")}
    order = [
        (found[one.complaint].department_id or 10**9, found[one.complaint].category.position) for one in told
    ]
    assert order == sorted(order) and len(set(order)) > 1
    assert all(one.about.startswith(str(found[one.complaint].department or "")) for one in told)


def test_a_head_of_department_sees_the_own_figures_without_names(signed_in, han, house, issues):
    issue = issues["month"]
    page = open_page(signed_in(han), "detail", issue.pk)
    assert page.status_code == 200
    sheet = page.context["sheet"]
    assert set(sheet.tables) == {
        "calls", "kinds", "areas", "questions", "departments", "lateness", "ages", "categories", "causes",
        "inquiries",
    }  # fmt: skip
    text = page.text
    assert "林晓彤" not in text.replace(str(issue.duty.owner), "") and "田野" not in text
    assert house.aftersales.name not in str([line.labels for t in sheet.tables.values() for line in t.lines])
    due = sheet.value("calls.due")
    assert (
        due.part == "kind=delivery"
        and 0 < due.numerator < issue.draft_figures.get(key="calls.due", part="").numerator
    )
    assert sheet.value("documents.received").part == "kind=delivery"
    assert sheet.value("members.entered") is None
    assert "/figures/" not in text
    assert open_page(signed_in(han), "drill", issue.pk, "calls.due").status_code == 403


def test_other_stores_and_roles(signed_in, stranger, qian, issues):
    issue = issues["week"]
    assert open_page(signed_in(stranger), "detail", issue.pk).status_code == 404
    assert open_page(signed_in(qian), "detail", issue.pk).status_code == 403


def test_text_is_saved_and_a_stale_page_keeps_it(signed_in, lin, issues):
    issue = issues["week"]
    issue.refresh_from_db()
    client, link = signed_in(lin), reverse("reports:words", args=[issue.pk])
    given = {"problems": "讲解不清", "suggestions": "按时段预约", "version": issue.version}
    assert client.post(link, given).status_code == 302
    page = client.post(link, given | {"problems": "我的话"})
    assert page.status_code == 409
    assert "我的话" in page.text and "讲解不清" in page.text


def test_the_way_through_the_pages(signed_in, lin, zhou, issues):
    issue = issues["week"]

    def press(user, step, **data):
        issue.refresh_from_db()
        link = reverse(f"reports:{step}", args=[issue.pk])
        return signed_in(user).post(link, {"version": issue.version, **data})

    assert press(lin, "refresh").status_code == 302
    assert press(lin, "prepare").status_code == 302
    assert press(lin, "submit").status_code == 409
    refused = press(zhou, "send_back", remark="")
    assert (refused.status_code, refused.context["opened"]) == (400, "send_back")
    assert press(zhou, "send_back", remark="补充").status_code == 302
    assert press(lin, "prepare").status_code == 302
    assert press(zhou, "review", remark="好").status_code == 302
    assert press(lin, "submit").status_code == 302
    assert press(zhou, "acknowledge").status_code == 302
    assert press(lin, "reopen", reason="x").status_code == 403
    assert press(zhou, "reopen", reason="").status_code == 400
    answer = press(zhou, "reopen", reason="漏了两件")
    assert answer.status_code == 302
    again = Issue.objects.get(kind="week", number=2)
    assert answer.url == reverse("reports:detail", args=[again.pk])
    issue.refresh_from_db()
    assert (issue.state, again.state) == ("submitted", "building")


def test_an_old_page_does_not_sign(signed_in, lin, issues):
    issue = issues["week"]
    link = reverse("reports:prepare", args=[issue.pk])
    assert signed_in(lin).post(link, {"version": 0}).status_code == 409
    assert signed_in(lin).post(link, {"version": "x"}).status_code == 400


def test_the_manager_gives_a_report_away(signed_in, zhou, du, lin, issues):
    link = reverse("reports:give", args=[issues["week"].pk])
    assert signed_in(zhou).post(link, {"to": 10**9}).status_code == 400
    assert signed_in(lin).post(link, {"to": du.pk}).status_code == 403
    assert signed_in(zhou).post(link, {"to": du.pk}).status_code == 302


def test_the_workbook_holds_the_numbers_and_is_written_down(signed_in, lin, submitted):
    answer = signed_in(lin).post(reverse("reports:export", args=[submitted.pk]))
    assert answer.status_code == 200
    book = load_workbook(BytesIO(answer.content))
    cells = [cell.value for page in book for row in page.iter_rows() for cell in row]
    due = submitted.frozen_figures.get(key="calls.due", part="").numerator
    shown = submitted.frozen_figures.get(key="calls.completion", part="")
    [row] = [row for row in book.worksheets[0].iter_rows(values_only=True) if row[0] == "完成率 (%)"]
    assert abs(row[7] - (row[1] - float(shown.target))) < 0.05 and row[6] == shown.target
    [line] = [line for line in book.worksheets[0].iter_rows() if line[0].value == "完成率 (%)"]
    assert [cell.number_format for cell in line[1:4]] == ["0.0", "General", "General"]
    assert [cell.value for cell in book.worksheets[0][2]][2:] == [
        "编制 林晓彤",
        "审核 周敏",
        "日期 2026-11-02",
        *[None] * 3,
    ]
    assert due in cells and "划痕没处理，电话139****5678" in cells
    assert sum(len(page._charts) for page in book) > 2
    assert not any(cell.data_type == "f" for page in book for row in page.iter_rows() for cell in row)
    log = ExportLog.objects.get()
    assert (log.what, log.by, log.filters["period"]) == ("report.month", lin, "2026-10")


def test_an_agent_counts_penalties_without_seeing_whose(signed_in, lin, du, zhou, issues):
    """Section 3: an agent sees no penalties of others, also not through the rows behind a number."""
    lin.name, du.name = "甲甲甲", "乙乙乙"
    lin.save()
    du.save()
    rows = open_page(signed_in(lin), "drill", issues["month"].pk, "penalties.proposed")
    assert {entry.person for entry in rows.context["entries"]} == {"甲甲甲", ""}
    assert "乙乙乙" not in rows.text
    assert "乙乙乙" in open_page(signed_in(zhou), "drill", issues["month"].pk, "penalties.proposed").text


def test_an_agent_counts_late_calls_without_colleagues_names(signed_in, lin, du, zhou, issues):
    """Section 3: counts and own rows; whose the others are is for the manager and up."""
    lin.name, du.name = "甲甲甲", "乙乙乙"
    lin.save()
    du.save()
    issue = issues["month"].pk
    others = {"part": f"kind=repair,agent={du.pk}"}
    for name in ("detail", "print"):
        text = open_page(signed_in(lin), name, issue).text
        assert "甲甲甲" in text
        assert "乙乙乙" not in text
        assert "乙乙乙" in open_page(signed_in(zhou), name, issue).text
    for key in ("calls.late", "attempts.made", "data.errors", "members.entered", "members.on_time"):
        rows = open_page(signed_in(lin), "drill", issue, key)
        assert "乙乙乙" not in rows.text, key
        assert rows.context["page"].paginator.count > 0
    assert open_page(signed_in(lin), "drill", issue, "calls.late", **others).status_code == 404
    assert open_page(signed_in(zhou), "drill", issue, "calls.late", **others).status_code == 200
