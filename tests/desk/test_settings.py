"""Rules and calendar: a change shows what it would move, then moves it; bad input is told at its field."""

from datetime import date

import pghistory
import pytest
from django.urls import reverse
from django.utils import translation

from apps.callbacks import services as callbacks
from apps.core.refusal import Refused
from apps.customers.models import Customer, Order
from apps.desk.settings.notice_text import read_notice
from apps.desk.settings.policy_words import from_typed, in_words
from apps.duties.models import Duty
from apps.rulebook.catalogue import KEYS
from apps.rulebook.models import CalendarYear, PolicyValue, StoreClosure


@pytest.fixture
def call(house, lin, noon, time_machine):
    """A delivery note of 3 November: due at the end of the 6th."""
    time_machine.move_to(noon)
    customer = Customer.objects.create(store=house.store, name="刘志远", created_at=noon)
    Order.objects.create(
        store=house.store,
        kind="delivery",
        number="CK-1",
        document_day=date(2026, 11, 3),
        customer=customer,
        created_at=noon,
    )
    callbacks.open_due_follow_ups(now=noon)
    return Duty.objects.get()


@pytest.mark.parametrize("key", KEYS)
def test_every_rule_can_be_read_and_opened(signed_in, root, key):
    assert in_words(KEYS[key], KEYS[key].shipped())
    assert signed_in(root).get(reverse("desk:rule", args=[key])).status_code == 200


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("key", KEYS)
def test_what_is_shown_can_be_typed_again(key, language):
    entry = KEYS[key]
    if entry.kind in ("hours", "windows", "lines"):
        with translation.override(language):
            assert from_typed(entry, in_words(entry, entry.shipped())) == entry.shipped()


def test_a_rule_change_shows_its_moves_then_makes_them(signed_in, root, call):
    client = signed_in(root)
    url = reverse("desk:rule", args=["callback.delivery.due_days"])
    form = {"value": "5", "effective_from": "2026-11-03", "reason": "改为五天"}

    tried = client.post(url, form | {"try": "1"})
    assert tried.context["effect"].total == 1
    assert not PolicyValue.objects.exists()

    assert client.post(url, form | {"save": "1"}).status_code == 302
    assert PolicyValue.objects.get().value == 5
    call.refresh_from_db()
    assert call.due_day == date(2026, 11, 6)
    callbacks.replan(now=call.opened_at)
    call.refresh_from_db()
    assert call.due_day == date(2026, 11, 8)
    assert call.original_due_at < call.due_at


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": "-1"}, "value"),
        ({"value": "x"}, "value"),
        ({"effective_from": "2026-01-01"}, "effective_from"),
        ({"effective_from": "morgen"}, "effective_from"),
        ({"reason": ""}, "reason"),
    ],
)
def test_a_bad_rule_value_is_told_at_its_field(signed_in, root, call, changes, field):
    form = {"value": "5", "effective_from": "2026-11-03", "reason": "x", "save": "1"} | changes
    answer = signed_in(root).post(reverse("desk:rule", args=["callback.delivery.due_days"]), form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
    assert not PolicyValue.objects.exists()


@pytest.mark.parametrize("typed", ["9-11", "11:30–09:00", "09:00–11:30, 11:00–12:00", ""])
def test_unusable_windows_are_refused(signed_in, root, call, typed):
    form = {"value": typed, "effective_from": "2026-11-03", "reason": "x", "save": "1"}
    answer = signed_in(root).post(reverse("desk:rule", args=["windows.followup"]), form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["value"])


def test_windows_are_typed_as_people_write_them(signed_in, root, call):
    form = {
        "value": "8:30-11:30， 15:00至19:00",
        "effective_from": "2026-11-03",
        "reason": "冬季",
        "save": "1",
    }
    assert signed_in(root).post(reverse("desk:rule", args=["windows.followup"]), form).status_code == 302
    assert PolicyValue.objects.get().value == [["08:30", "11:30"], ["15:00", "19:00"]]


def test_a_closure_on_the_due_day_shows_and_moves_it(signed_in, root, call):
    client, url = signed_in(root), reverse("desk:calendar")
    form = {"closure-first_day": "2026-11-06", "closure-last_day": "2026-11-06", "closure-reason": "盘点"}
    tried = client.post(url, form)
    assert (tried.status_code, tried.context["effect"].total) == (200, 1)
    assert not StoreClosure.objects.exists()
    assert client.post(url, form | {"save": "1"}).status_code == 302
    callbacks.replan(now=call.opened_at)
    call.refresh_from_db()
    assert call.due_day == date(2026, 11, 7)


def test_a_closure_the_wrong_way_round_is_told_at_its_field(signed_in, root, call):
    form = {"closure-first_day": "2026-11-06", "closure-last_day": "2026-11-05", "closure-reason": "盘点"}
    answer = signed_in(root).post(reverse("desk:calendar"), form)
    assert (answer.status_code, list(answer.context["closure_form"].errors)) == (400, ["last_day"])


def test_next_years_notice_is_taken_in(signed_in, root, call):
    text = "2027-01-01 至 2027-01-03 放假 元旦\n2027-01-04 上班 元旦"
    form = {"notice-year": "2027", "notice-notice": "国办发明电〔2026〕1号", "notice-text": text, "save": "1"}
    assert signed_in(root).post(reverse("desk:calendar"), form).status_code == 302
    year = CalendarYear.objects.get(year=2027)
    assert list(year.days.values_list("is_working", flat=True)) == [False, False, False, True]


@pytest.mark.parametrize(
    "text",
    [
        "2027-13-01 放假",
        "nächste Woche frei",
        "2027-01-03 至 2027-01-01 放假",
        "2027-01-01 至 2027-12-31 放假",
    ],
)
def test_an_unreadable_notice_names_the_line(text):
    with pytest.raises(Refused) as refusal:
        read_notice("2027-01-01 放假 元旦\n" + text)
    assert text[:20] in str(refusal.value)


@pytest.mark.parametrize("year", ["1", "99999", "x", "٢٠٢٦", "-5"])
def test_an_odd_year_shows_a_year(signed_in, root, year):
    assert signed_in(root).get(reverse("desk:calendar"), {"year": year}).status_code == 200


def test_an_unknown_rule_is_not_found(signed_in, root):
    assert signed_in(root).get(reverse("desk:rule", args=["no.such.rule"])).status_code == 404


@pytest.mark.parametrize("name", ["rules", "calendar", "audit"])
def test_only_the_administrator_opens_settings(signed_in, zhou, name):
    assert signed_in(zhou).get(reverse(f"desk:{name}")).status_code == 403


def test_the_change_log_names_who_and_what(signed_in, root, call):
    client = signed_in(root)
    form = {"value": "5", "effective_from": "2026-11-03", "reason": "改为五天", "save": "1"}
    client.post(reverse("desk:rule", args=["callback.delivery.due_days"]), form)
    rows = client.get(reverse("desk:audit"), {"table": "rulebook.PolicyValue"}).context["rows"]
    assert [(row["who"], row["what"]) for row in rows] == [(root, "insert")]


def test_the_change_log_leaves_out_who_works_elsewhere(signed_in, root, call, stranger):
    with pghistory.context(user=stranger.pk):
        PolicyValue.objects.create(
            key="callback.delivery.due_days",
            value=4,
            effective_from=date(2026, 11, 3),
            reason="x",
            created_at=call.opened_at,
        )
    page = signed_in(root).get(reverse("desk:audit"), {"table": "rulebook.PolicyValue"})
    assert page.context["rows"] == []
    assert stranger not in page.context["form"].fields["person"].queryset
