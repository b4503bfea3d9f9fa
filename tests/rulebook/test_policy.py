"""Rule values with effective dates: which one is in force, and who may enter what when (S27)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from apps.accounts.models import Store, User
from apps.core.refusal import Refused
from apps.rulebook import policy, services
from apps.rulebook.calendars import plan_stamp
from apps.rulebook.catalogue import KEYS, WORDS
from apps.rulebook.models import PolicyValue

NOW = datetime(2025, 11, 3, 2, tzinfo=UTC)  # Monday 10:00 in Shanghai
TODAY = date(2025, 11, 3)
DELIVERY = "callback.delivery.due_days"

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    return Store.objects.create(code="S1", name="Store one")


@pytest.fixture
def admin() -> User:
    return User.objects.create(username="admin", name="Admin")


def enter(key: str, value: Any, **given: Any) -> PolicyValue:
    given = {"store": None, "effective_from": TODAY, "reason": "decided", "by": None, "now": NOW} | given
    return services.set_policy(key, value, **given)


def test_shipped_value_without_any_row(store: Store) -> None:
    assert policy.chosen(DELIVERY, store=store, on=TODAY) == (3, None)
    assert policy.value(DELIVERY, store=None, on=TODAY) == 3


def test_the_value_follows_its_day(store: Store, admin: User) -> None:
    row = enter(DELIVERY, 5, store=store, effective_from=date(2025, 12, 1), by=admin)
    assert policy.value(DELIVERY, store=store, on=date(2025, 11, 30)) == 3
    assert policy.chosen(DELIVERY, store=store, on=date(2025, 12, 1)) == (5, row.pk)
    assert policy.in_force(DELIVERY, store=store, on=date(2026, 1, 1)).since == date(2025, 12, 1)
    assert row.author == admin and not row.is_correction


def test_the_stores_own_value_comes_before_the_houses(store: Store) -> None:
    other = Store.objects.create(code="S2", name="Store two")
    enter(DELIVERY, 5, store=store)
    enter(DELIVERY, 7, effective_from=date(2025, 12, 1))
    assert policy.value(DELIVERY, store=store, on=date(2025, 12, 1)) == 5
    assert policy.value(DELIVERY, store=other, on=date(2025, 12, 1)) == 7
    assert policy.value(DELIVERY, store=other, on=TODAY) == 3
    assert policy.value(DELIVERY, store=None, on=date(2025, 12, 1)) == 7


def test_the_later_entry_of_one_day_wins_and_the_earlier_stays(store: Store) -> None:
    enter(DELIVERY, 5, store=store)
    enter(DELIVERY, 4, store=store)
    assert policy.value(DELIVERY, store=store, on=TODAY) == 4
    assert PolicyValue.objects.filter(key=DELIVERY).count() == 2


def test_a_past_day_needs_to_be_a_correction(store: Store) -> None:
    with pytest.raises(Refused) as refusal:
        enter(DELIVERY, 5, store=store, effective_from=date(2025, 11, 2))
    assert refusal.value.field == "effective_from" and refusal.value.status == 400
    row = enter(DELIVERY, 5, store=store, effective_from=date(2025, 11, 2), correction=True)
    assert row.is_correction
    assert policy.value(DELIVERY, store=store, on=date(2025, 11, 2)) == 5
    assert policy.value(DELIVERY, store=store, on=date(2025, 11, 1)) == 3


def test_today_is_the_stores_day() -> None:
    late = datetime(2025, 11, 3, 16, 30, tzinfo=UTC)  # already the 4th in Shanghai, still the 3rd in UTC
    utc = Store.objects.create(code="S3", name="Store three", tz="UTC")
    with pytest.raises(Refused):
        enter(DELIVERY, 5, effective_from=TODAY, now=late)
    assert enter(DELIVERY, 5, store=utc, effective_from=TODAY, now=late).pk


def test_a_correction_before_a_later_value_leaves_that_one(store: Store) -> None:
    enter(DELIVERY, 5, store=store)
    enter(DELIVERY, 2, store=store, effective_from=date(2025, 10, 1), correction=True)
    assert policy.value(DELIVERY, store=store, on=date(2025, 10, 31)) == 2
    assert policy.value(DELIVERY, store=store, on=TODAY) == 5


def test_the_same_value_twice_is_refused(store: Store) -> None:
    enter(DELIVERY, 5, store=store)
    with pytest.raises(Refused) as refusal:
        enter(DELIVERY, 5, store=store)
    assert refusal.value.status == 409
    assert PolicyValue.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "   ", None, "x" * 201])
def test_a_reason_is_needed(reason: str | None) -> None:
    with pytest.raises(Refused):
        enter(DELIVERY, 5, reason=reason)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (DELIVERY, -1),
        (DELIVERY, 367),
        (DELIVERY, 3.0),
        (DELIVERY, "3"),
        (DELIVERY, True),
        (DELIVERY, None),
        ("unreachable.attempts", 0),
        ("penalty.callback_miss", -20),
        ("penalty.callback_miss", 10000001),
        ("escalation.percent", 101),
        ("escalation.comparator", "lt"),
        ("windows.followup", []),
        ("windows.followup", [["09:00", "09:00"]]),
        ("windows.followup", [["11:30", "09:00"]]),
        ("windows.followup", [["09:00", "11:30"], ["11:00", "12:00"]]),
        ("windows.followup", "09:00-11:30"),
        ("windows.followup", [[9, 11]]),
        ("business.hours", ["18:30", "09:00"]),
        ("business.hours", ["09:00"]),
        ("member_entry.until", "24:00"),
        ("member_entry.until", "noon"),
        ("major.grounds", ["safety", "safety"]),
        ("major.grounds", ["boredom"]),
        ("major.grounds", [["safety"]]),
        ("report.monthly.inclusive", 1),
        ("report.monthly.working_day", 21),
        ("complaint.line_close_days", {}),
        ("complaint.line_close_days", {"car": -1}),
        ("complaint.line_close_days", {"": 1}),
        ("store.tz", "Mars/Olympus"),
        ("store.tz", "../../etc/passwd"),
        ("no.such.rule", 1),
    ],
)
def test_an_unfit_value_is_refused(key: str, value: Any) -> None:
    with pytest.raises(Refused) as refusal:
        enter(key, value)
    assert str(refusal.value) and refusal.value.status == 400
    assert not PolicyValue.objects.exists()


@pytest.mark.parametrize(
    ("key", "value", "stored"),
    [
        (
            "windows.followup",
            [["16:00", "18:30"], ["09:00", "11:30"]],
            [["09:00", "11:30"], ["16:00", "18:30"]],
        ),
        ("major.grounds", ["media", "safety"], ["safety", "media"]),
        ("target.complaint_rate", None, None),
        ("complaint.line_close_days", {"car": 3, "other": None}, {"car": 3, "other": None}),
        ("store.tz", "Europe/Berlin", "Europe/Berlin"),
        (DELIVERY, 0, 0),
    ],
)
def test_a_fit_value_is_stored_in_its_form(key: str, value: Any, stored: Any) -> None:
    enter(key, value, effective_from=date(2025, 11, 4))
    assert policy.value(key, store=None, on=date(2025, 11, 4)) == stored


def test_each_entry_grows_the_stamps_concerned(store: Store) -> None:
    other = Store.objects.create(code="S2", name="Store two")
    enter(DELIVERY, 5, store=store)
    assert (plan_stamp(store), plan_stamp(other)) == (1, 0)
    enter(DELIVERY, 7)
    assert (plan_stamp(store), plan_stamp(other)) == (2, 1)


def test_a_refused_entry_leaves_the_stamp(store: Store) -> None:
    enter(DELIVERY, 5, store=store)
    with pytest.raises(Refused):
        enter(DELIVERY, 5, store=store)
    assert plan_stamp(store) == 1


def test_a_book_reads_once(store: Store, django_assert_num_queries: Any) -> None:
    enter(DELIVERY, 5, store=store)
    with django_assert_num_queries(1):
        book = policy.PolicyBook(store)
        assert {key: book.value(key, on=TODAY) for key in KEYS}[DELIVERY] == 5
        assert [str(window) for window in book.windows(on=TODAY)] == ["09:00-11:30", "16:00-18:30"]
        assert book.starts(DELIVERY) == [TODAY]


def test_a_shipped_value_cannot_be_spoiled_by_its_reader() -> None:
    policy.value("windows.followup", store=None, on=TODAY).clear()
    assert policy.value("windows.followup", store=None, on=TODAY)


def test_every_change_leaves_an_event(store: Store) -> None:
    row = enter(DELIVERY, 5, store=store)
    assert PolicyValue.pgh_event_model.objects.filter(pgh_obj_id=row.pk).count() == 1


@pytest.mark.parametrize("entry", KEYS.values(), ids=KEYS)
def test_catalogue_entry_is_whole(entry: policy.PolicyKey) -> None:
    assert entry.check(entry.shipped()) == entry.default
    assert str(entry.label) and str(entry.help)
    assert bool(entry.source) <= bool(entry.phrase)
    assert set(entry.choices) <= set(WORDS)


def test_catalogue_covers_the_rules_of_the_core() -> None:
    rules = {entry.rule for entry in KEYS.values()}
    wanted = {*range(18), *range(20, 27), *range(28, 35), 40, 42, 43, 44, 46, 53, 54, 56}
    assert {f"R{number:02d}" for number in wanted} == {rule for rule in rules if rule.startswith("R")}
