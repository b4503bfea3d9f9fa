"""Calls follow who is here: dealt again in an absence, given back afterwards, nobody's dealt once somebody comes."""

from datetime import date

import pytest

from apps.accounts.models import Absence, Role
from apps.callbacks import services
from apps.customers.models import Order
from apps.duties.models import Duty
from apps.duties.services import mark_missed
from apps.notices.models import Notice


def away(user, first, last, by, substitute=None):
    days = {"first_day": date.fromisoformat(first), "last_day": date.fromisoformat(last)}
    return Absence.objects.create(user=user, substitute=substitute, entered_by=by, **days)


def owner(call):
    return Duty.objects.select_related("owner").get(callback=call).owner


# The call is lin's from 3 November 10:00 and due until 24:00 of the 5th; lin is away from … to … .
# At each moment: whose it is, and why it moved there.
ABSENCES = [
    # away while it falls due: dealt at midnight, not given back once it is late
    (
        "2026-11-04",
        "2026-11-05",
        [
            ("2026-11-03 23:59", "lin", ""),
            ("2026-11-04 00:00", "du", "absence"),
            ("2026-11-06 00:00", "du", "absence"),
        ],
    ),
    # back in time: not dealt at all
    ("2026-11-04", "2026-11-04", [("2026-11-04 00:00", "lin", ""), ("2026-11-05 00:00", "lin", "")]),
    # entered during the day
    ("2026-11-03", "2026-11-06", [("2026-11-03 12:00", "du", "absence")]),
    # over before anything happened
    ("2026-11-01", "2026-11-02", [("2026-11-03 12:00", "lin", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("first", "last", "story"), ABSENCES)
def test_without_a_substitute_what_falls_due_is_dealt(make_call, lin, zhou, at, request, first, last, story):
    call = make_call(now=at("2026-11-03 10:00"))
    request.getfixturevalue("du")
    away(lin, first, last, zhou)
    for moment, name, code in story:
        services.hand_over_absent(now=at(moment))
        assert owner(call).username == name, moment
        assert (call.duty.events.last().code if code else "") == code, moment


def test_with_a_substitute_it_comes_back_on_return(make_call, lin, du, zhou, at):
    call = make_call(now=at("2026-11-03 10:00"), served_by=du)
    away(lin, "2026-11-04", "2026-11-04", zhou, substitute=zhou)
    services.hand_over_absent(now=at("2026-11-04 00:00"))
    assert owner(call) == zhou
    assert services.hand_over_absent(now=at("2026-11-05 00:00")) == 1
    assert owner(call) == lin
    event = call.duty.events.last()
    assert (event.code, event.old_owner, event.new_owner) == ("absence_over", zhou, lin)
    assert services.hand_over_absent(now=at("2026-11-05 00:05")) == 0


def test_an_absence_taken_back_gives_back(make_call, lin, du, zhou, at):
    call = make_call(now=at("2026-11-03 10:00"))
    absence = away(lin, "2026-11-03", "2026-11-09", zhou)
    services.hand_over_absent(now=at("2026-11-03 10:05"))
    assert owner(call) == du
    absence.delete()
    services.hand_over_absent(now=at("2026-11-03 10:10"))
    assert owner(call) == lin


def test_who_stands_in_for_who_stands_in(make_call, lin, du, zhou, at, house):
    """lin → du → he; du's return changes nothing, lin's brings it home."""
    he = house.person("he", "何佳", Role.AGENT, house.care)
    call = make_call(now=at("2026-11-03 10:00"))
    away(lin, "2026-11-03", "2026-11-04", zhou, substitute=du)
    services.hand_over_absent(now=at("2026-11-03 11:00"))
    gone = away(du, "2026-11-03", "2026-11-03", zhou, substitute=he)
    services.hand_over_absent(now=at("2026-11-03 12:00"))
    assert owner(call) == he
    gone.delete()
    assert services.hand_over_absent(now=at("2026-11-03 13:00")) == 0
    services.hand_over_absent(now=at("2026-11-05 00:00"))
    assert owner(call) == lin


def test_what_the_stand_in_has_begun_or_the_manager_dealt_stays(make_call, lin, du, zhou, at, entry):
    begun, given = make_call(now=at("2026-11-03 10:00")), None
    away(lin, "2026-11-03", "2026-11-03", zhou, substitute=du)
    now = at("2026-11-03 10:30")
    services.hand_over_absent(now=now)
    begun.refresh_from_db()
    services.record_attempt(begun, entry("no_answer", begun, started_at=now), now=now, by=du)
    given = make_call(now=now)
    services.reassign([given], to=zhou, reason="我来打", now=now, by=zhou)
    assert services.hand_over_absent(now=at("2026-11-04 08:00")) == 0
    assert (owner(begun), owner(given)) == (du, zhou)


def test_never_to_who_served_the_customer_and_the_manager_is_told_once(make_call, lin, du, zhou, at):
    call = make_call(now=at("2026-11-03 10:00"), served_by=du)
    away(lin, "2026-11-03", "2026-11-09", zhou)
    assert [services.hand_over_absent(now=at("2026-11-03 11:00")) for _ in range(2)] == [1, 0]
    assert owner(call) is None
    notice = Notice.objects.get(kind="callbacks.absent")
    assert (notice.user, notice.params) == (zhou, {"name": "林晓彤", "count": 1})
    assert notice.url.endswith("?owner=none")


# lin is the only agent and away from the 3rd to the 4th; her call of the 3rd is due until 24:00 of the 4th, so that it
# falls due meanwhile. What happens then, and at each moment: whose it is, why it moved there.
ALONE = [
    # nobody comes: it waits for her, and is hers again on the 4th, when she is back a day early
    ("back early", [("2026-11-03 11:00", None, "absence"), ("2026-11-04 08:00", "lin", "absence_over")]),
    # somebody comes: dealt at once, and given back
    (
        "he comes",
        [
            ("2026-11-03 11:00", None, "absence"),
            ("2026-11-03 11:05", None, "absence"),
            ("2026-11-03 14:00", "he", "absence"),
            ("2026-11-04 08:00", "lin", "absence_over"),
        ],
    ),
    # a substitute is named who is no agent: the manager herself
    ("substitute", [("2026-11-03 11:00", None, "absence"), ("2026-11-03 14:00", "zhou", "absence")]),
    # nobody until it is late: hers to make, but nobody answers for the miss
    ("missed", [("2026-11-03 11:00", None, "absence"), ("2026-11-05 00:05", "lin", "absence_over")]),
]


@pytest.mark.parametrize(("what", "story"), ALONE)
def test_the_only_agent_is_away(make_call, house, lin, zhou, at, what, story):
    call = make_call(now=at("2026-11-03 10:00"), day=date(2026, 11, 1))
    assert call.duty.due_day == date(2026, 11, 4)
    absence = away(lin, "2026-11-03", "2026-11-04", zhou)
    for moment, name, code in story:
        if moment == "2026-11-03 14:00" and what == "he comes":
            house.person("he", "何佳", Role.AGENT, house.care)
        if moment == "2026-11-03 14:00" and what == "substitute":
            Absence.objects.update(substitute=zhou)
        if moment == "2026-11-04 08:00":
            absence.last_day = date(2026, 11, 3)
            absence.save()
        mark_missed(now=at(moment))
        services.hand_over_absent(now=at(moment))
        holder = owner(call)
        assert (holder and holder.username) == name, moment
        assert call.duty.events.filter(what="reassign").last().code == code, moment
    call.duty.refresh_from_db()
    assert (call.duty.state, call.duty.responsible) == ("missed" if what == "missed" else "open", None)
    assert Notice.objects.filter(kind="callbacks.absent").count() == 1


def test_new_calls_skip_who_is_away_and_nobodys_are_dealt_when_somebody_comes(make_call, lin, du, zhou, at):
    absences = [away(person, "2026-11-03", "2026-11-03", zhou) for person in (lin, du)]
    calls = [make_call(now=at("2026-11-03 10:00")) for _ in range(3)]
    assert [owner(call) for call in calls] == [None] * 3
    assert Notice.objects.filter(kind="callbacks.ownerless", user=zhou).exists()
    assert services.hand_over_absent(now=at("2026-11-03 12:00")) == 0
    absences[1].delete()
    assert services.hand_over_absent(now=at("2026-11-03 12:05")) == 3
    assert [owner(call) for call in calls] == [du] * 3
    assert calls[0].duty.events.last().code == "dealt"


def test_the_least_loaded_take_and_a_customer_stays_with_one(make_order, make_call, lin, du, zhou, at, house):
    """Six calls, two of them one customer's, go to du, who has none, and to he, who has four."""
    now = at("2026-11-03 10:00")
    he = house.person("he", "何佳", Role.AGENT, house.care)
    first = make_call(now=now)
    make_order(created_at=now, customer=first.customer, kind="repair")
    for _ in range(4):
        make_order(created_at=now)
    services.open_due_follow_ups(now=now)
    Duty.objects.update(owner=lin)
    busy = [make_call(now=now) for _ in range(4)]
    Duty.objects.filter(callback__in=busy).update(owner=he)
    away(lin, "2026-11-03", "2026-11-09", zhou)
    assert services.hand_over_absent(now=at("2026-11-03 11:00")) == 6
    load = {person: Duty.objects.filter(owner=person).count() for person in (du, he)}
    assert sum(load.values()) == 10
    assert abs(load[du] - load[he]) <= 2
    assert len({duty.owner for duty in Duty.objects.filter(callback__customer=first.customer)}) == 1
    assert Order.objects.count() == 10


def test_replies_go_to_the_substitute_or_the_manager(make_call, lin, du, zhou, at, entry):
    asked = []
    for n in range(2):
        now = at(f"2026-11-03 10:0{n}")
        call = make_call(now=now)
        Duty.objects.filter(callback=call).update(owner=lin)
        typed = entry("completed", call, started_at=now, question="何时保养？")
        asked.append(services.record_attempt(call, typed, now=now, by=lin).inquiries.get())
    absence = away(lin, "2026-11-03", "2026-11-04", zhou)
    assert services.hand_over_absent(now=at("2026-11-03 11:00")) == 2
    assert {Duty.objects.get(inquiry=one).owner for one in asked} == {zhou}
    Duty.objects.filter(inquiry=asked[0]).update(owner=lin)
    Absence.objects.filter(pk=absence.pk).update(substitute=du)
    assert services.hand_over_absent(now=at("2026-11-03 11:05")) == 1
    assert Duty.objects.get(inquiry=asked[0]).owner == du


def test_a_call_in_somebodys_hand_is_left_alone(make_call, lin, du, zhou, at):
    call = make_call(now=at("2026-11-03 10:00"))
    services.claim(call, now=at("2026-11-03 10:01"), by=lin)
    away(lin, "2026-11-03", "2026-11-09", zhou)
    assert services.hand_over_absent(now=at("2026-11-03 10:05")) == 0
    assert services.hand_over_absent(now=at("2026-11-03 10:12")) == 1
    assert owner(call) == du
