"""The catalogue of kinds: when each is due (R20–R22, R50–R56), what it holds, and how it is switched (S70, S100)."""

from datetime import date

import pytest

from apps.core.refusal import Refused
from apps.core.worktime import Period
from apps.duties.models import Duty
from apps.reports import services
from apps.reports.figures import BY_KEY, FIGURES, KINDS, figures_of
from apps.reports.models import Issue
from apps.reports.services.planning import Almanac
from apps.rulebook.catalogue import WORDS, policy_key
from apps.rulebook.models import PolicyValue

# The official calendar of 2026: National Day 10-01 to 10-07 with make-up days 9-20 and 10-10; New Year 1-01 to 1-03
# with 1-04 made up; Spring Festival 2-15 to 2-23 with 2-14 and 2-28 made up; 2027 is provisional.
DUE = [
    # kind, any day of the period, first day, last day, due day, provisional
    ("satisfaction", "2026-09-10", "2026-09-01", "2026-09-30", "2026-10-13", False),
    ("complaints_week", "2026-09-30", "2026-09-28", "2026-10-04", "2026-10-08", False),
    ("complaints_month", "2026-12-31", "2026-12-01", "2026-12-31", "2027-01-08", True),
    ("inquiries_week", "2026-11-03", "2026-11-02", "2026-11-08", "2026-11-09", False),
    ("inquiries_month", "2026-01-05", "2026-01-01", "2026-01-31", "2026-02-06", False),
    ("inventory", "2026-02-15", "2026-02-01", "2026-02-28", "2026-03-06", False),
    ("feedback", "2026-11-15", "2026-11-01", "2026-11-15", "2026-11-17", False),
    ("feedback", "2026-09-16", "2026-09-16", "2026-09-30", "2026-10-09", False),
    ("feedback", "2026-02-28", "2026-02-16", "2026-02-28", "2026-03-03", False),
    ("review", "2026-11-02", "2026-11-02", "2026-11-08", "2026-11-06", False),
    ("review", "2026-09-28", "2026-09-28", "2026-10-04", "2026-09-30", False),
    ("review", "2026-02-16", "2026-02-16", "2026-02-22", None, False),
    ("summary", "2026-10-03", "2026-10-01", "2026-10-31", "2026-10-30", False),
    ("summary", "2026-02-03", "2026-02-01", "2026-02-28", "2026-02-28", False),
    ("filing", "2026-09-03", "2026-09-01", "2026-09-30", "2026-10-08", False),
    ("filing", "2026-11-03", "2026-11-01", "2026-11-30", "2026-12-07", False),
    ("gm", "2026-02-10", "2026-02-09", "2026-02-15", "2026-02-24", False),
    ("quarter", "2026-10-20", "2026-10-01", "2026-12-31", "2026-12-31", False),
    ("quarter", "2026-07-01", "2026-07-01", "2026-09-30", "2026-09-30", False),
    ("week", "2026-12-30", "2026-12-28", "2027-01-03", "2027-01-04", True),
    ("xun", "2026-02-12", "2026-02-11", "2026-02-20", "2026-02-25", False),
    ("month", "2026-09-01", "2026-09-01", "2026-09-30", "2026-10-13", False),
]


def test_periods_and_due_days(house):
    almanac, found = Almanac(), []
    for code, day, *_rest in DUE:
        kind = next(one for one in KINDS if one.code == code)
        period = Period.containing(kind.span, date.fromisoformat(day))
        plan = almanac.plan(house.store, kind, period)
        due = (plan.answer.day.isoformat(), plan.answer.provisional) if plan else (None, False)
        found.append((code, day, period.start.isoformat(), period.end.isoformat(), *due))
    assert found == DUE
    assert {row[0] for row in DUE} == set(Issue.Kind.values)


def test_a_closed_store_and_another_rule_value_move_the_due_days(house, at):
    def due(code, day):
        kind = next(one for one in KINDS if one.code == code)
        period = Period.containing(kind.span, date.fromisoformat(day))
        return Almanac().plan(house.store, kind, period).answer.day.isoformat()

    house.store.closures.create(first_day=date(2026, 11, 16), last_day=date(2026, 11, 18), reason="盘点")
    house.store.closures.create(first_day=date(2026, 10, 30), last_day=date(2026, 10, 31), reason="搬迁")
    house.store.closures.create(first_day=date(2026, 11, 6), last_day=date(2026, 11, 6), reason="停电")
    assert due("feedback", "2026-11-03") == "2026-11-20"
    assert due("summary", "2026-10-03") == "2026-11-01"
    assert due("review", "2026-11-03") == "2026-11-05"
    PolicyValue.objects.create(
        key="report.filing.day", value=10, store=house.store, effective_from=date(2026, 11, 1), reason="约定",
        created_at=at("2026-10-01 09:00"),
    )  # fmt: skip
    assert (due("filing", "2026-09-03"), due("filing", "2026-10-03")) == ("2026-10-08", "2026-11-10")


def test_every_kind_and_figure_is_told_in_words():
    assert [kind.code.value for kind in KINDS] == Issue.Kind.values
    assert set(Issue.Kind.values) == set(policy_key("report.kinds").choices) <= set(WORDS)
    assert [figure.key for figure in FIGURES if not figure.help or not figure.label] == []
    assert len({figure.key for figure in FIGURES}) == len(FIGURES)
    for kind in KINDS:
        shown = {figure.key for figure in figures_of(kind.code)}
        assert len(shown) == len(kind.figures), kind.code
        assert set(kind.headlines) <= shown, kind.code
        for table in kind.tables:
            assert set(table.keys) <= shown, (kind.code, table.name)
            splits = [BY_KEY[key].shown_splits() for key in table.keys]
            assert any(table.split in one for one in splits), (kind.code, table.name)
    assert {key for kind in KINDS for key in kind.figures} == set(BY_KEY)


def test_no_table_has_a_column_that_is_always_empty():
    for kind in KINDS:
        for table in kind.tables:
            for split in (table.split_for(whole=True), table.split_for(whole=False)):
                assert all(split in BY_KEY[key].shown_splits() for key in table.keys), (
                    kind.code,
                    table.name,
                    split,
                )


def test_the_manager_switches_kinds_on_and_off(house, lin, zhou, at):
    services.open_report_duties(now=at("2026-11-04 09:00"))
    chosen = ["week", "feedback", "review"]
    opened = services.choose_kinds(
        chosen, store=house.store, reason="部门要反馈", now=at("2026-11-04 10:00"), by=zhou
    )
    assert opened == 3
    feedback = Issue.objects.filter(kind="feedback").select_related("duty", "department")
    assert {one.department for one in feedback} == {house.sales, house.aftersales}
    assert {one.duty.title for one in feedback} == {"2026-11-H1 销售部", "2026-11-H1 售后部"}
    assert Issue.objects.get(kind="month").state == "scheduled"
    services.open_report_duties(now=at("2026-12-01 09:00"))
    assert Issue.objects.filter(kind="month").count() == 1
    assert Issue.objects.filter(kind="xun").count() == 1
    assert Issue.objects.filter(kind="review").count() == 5
    assert Issue.objects.filter(kind="feedback", start=date(2026, 11, 16)).count() == 2


def test_a_kind_off_for_a_while_owes_nothing_for_it(house, lin, zhou, at):
    services.open_report_duties(now=at("2026-11-04 09:00"))
    for when, kinds in (("2026-11-05 09:00", ["month"]), ("2026-11-25 09:00", ["month", "week"])):
        services.choose_kinds(kinds, store=house.store, reason="试行", now=at(when), by=zhou)
    weeks = Issue.objects.filter(kind="week").order_by("start").values_list("start", flat=True)
    assert [day.isoformat() for day in weeks] == ["2026-11-02", "2026-11-23"]


def test_a_report_due_before_its_period_ends_is_built_on_the_due_day(house, lin, zhou, at):
    services.choose_kinds(
        ["review"], store=house.store, reason="周五总结", now=at("2026-11-02 09:00"), by=zhou
    )
    assert services.ask_for_drafts(now=at("2026-11-06 00:29")) == 0
    assert services.ask_for_drafts(now=at("2026-11-06 00:30")) == 1
    assert Duty.objects.get(kind="report.review").due_day == date(2026, 11, 6)


def test_only_managers_and_only_real_kinds(house, lin, zhou, at):
    given = {"store": house.store, "reason": "试行", "now": at("2026-11-04 10:00")}
    with pytest.raises(Refused):
        services.choose_kinds(["week"], by=lin, **given)
    with pytest.raises(Refused):
        services.choose_kinds(["nonsense"], by=zhou, **given)
    with pytest.raises(Refused):
        services.choose_kinds(["week"], by=zhou, **given | {"reason": " "})
    with pytest.raises(Refused):
        services.set_target(
            "callback.delivery.due_days", 5, effective_from=date(2026, 11, 4), by=zhou, **given
        )
    with pytest.raises(Refused):
        services.set_target("target.satisfaction", 5, effective_from=date(2026, 11, 3), by=zhou, **given)


def test_the_page(signed_in, zhou, lin, house, at):
    client = signed_in(zhou)
    page = client.get("/reports/settings/")
    assert page.status_code == 200 and len(page.context["choices"]) == len(KINDS)
    saved = client.post("/reports/settings/kinds/", {"kinds": ["week", "gm"], "reason": "试行"}, follow=True)
    assert [one.kind.code.value for one in saved.context["choices"] if one.is_on] == ["week", "gm"]
    assert saved.context["day_sheets"] is False
    assert "kind-day" in saved.text
    again = client.post("/reports/settings/kinds/", {"kinds": ["week", "gm"], "reason": "试行"})
    assert again.status_code == 400
    data = {"key": "target.reach", "value": "90", "effective_from": "2099-01-01", "reason": "明年"}
    saved = client.post("/reports/settings/targets/", data, follow=True)
    reach = next(one for one in saved.context["targets"] if one.key == "target.reach")
    assert (reach.text, [row.value for row in reach.to_come]) == ("–", [90])
    assert client.post("/reports/settings/targets/", data | {"value": "101"}).status_code == 400
    assert signed_in(lin).get("/reports/settings/").status_code in (403, 404)
