"""Absent agents: substitutes take over their open calls."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Absence
from apps.callbacks import services
from apps.duties.services import mark_missed
from apps.notices.models import Notice
from apps.penalties.models import Penalty
from apps.penalties.services import propose_for_missed, withdraw_unfounded
from apps.penalties.services.absences import excuse_absent


def away(user, first, last, by, substitute=None):
    return Absence.objects.create(
        user=user, first_day=date.fromisoformat(first), last_day=date.fromisoformat(last), substitute=substitute,
        entered_by=by,
    )  # fmt: skip


def test_the_substitute_takes_over_with_history(make_call, lin, du, zhou, at):
    call = make_call(served_by=du)
    assert call.duty.owner == lin
    away(lin, "2026-11-04", "2026-11-04", zhou, substitute=zhou)
    assert services.hand_over_absent(now=at("2026-11-03 23:59")) == 0
    assert services.hand_over_absent(now=at("2026-11-04 00:00")) == 1
    assert services.hand_over_absent(now=at("2026-11-04 00:05")) == 0
    call.duty.refresh_from_db()
    assert call.duty.owner == zhou
    event = call.duty.events.last()
    assert (event.what, event.code, event.old_owner, event.new_owner) == ("reassign", "absence", lin, zhou)


def test_substitutes_who_cannot_call_take_nothing(make_call, lin, du, zhou, han, at):
    call = make_call(served_by=du)
    now = at("2026-11-04 08:00")
    absence = away(lin, "2026-11-04", "2026-11-04", zhou, substitute=han)
    assert services.hand_over_absent(now=now) == 0
    Absence.objects.filter(pk=absence.pk).update(substitute=du)
    assert services.hand_over_absent(now=now) == 0
    Absence.objects.filter(pk=absence.pk).update(substitute=zhou)
    also = away(zhou, "2026-11-04", "2026-11-05", zhou)
    assert services.hand_over_absent(now=now) == 0
    also.delete()
    assert services.hand_over_absent(now=now) == 1
    call.duty.refresh_from_db()
    assert call.duty.owner == zhou


# The call is opened on 3 November at 10:00 and due until 24:00 of 5 November.
AWAY = [
    # first day, last day away, excused
    ("2026-11-03", "2026-11-05", True),
    ("2026-11-01", "2026-11-30", True),
    ("2026-11-04", "2026-11-05", False),
    ("2026-11-03", "2026-11-04", False),
    ("2026-11-06", "2026-11-08", False),
]


@pytest.mark.parametrize(("first", "last", "excused"), AWAY)
def test_away_on_every_window_is_not_blamed(make_call, lin, zhou, at, first, last, excused):
    call = make_call(now=at("2026-11-03 10:00"))
    away(lin, first, last, zhou)
    now = at("2026-11-06 00:10")
    mark_missed(now=now)
    assert excuse_absent(now=now) == int(excused)
    assert excuse_absent(now=now) == 0
    call.duty.refresh_from_db()
    assert (call.duty.state, call.duty.cause) == (("excused", "absent") if excused else ("missed", ""))
    assert call.duty.settled_at is None
    assert [notice.user for notice in Notice.objects.all()] == [zhou] * excused


def test_two_absences_may_cover_the_windows_together(make_call, lin, zhou, at):
    make_call(now=at("2026-11-03 19:00"))
    away(lin, "2026-11-04", "2026-11-04", zhou)
    away(lin, "2026-11-05", "2026-11-05", zhou)
    mark_missed(now=at("2026-11-06 00:10"))
    assert excuse_absent(now=at("2026-11-06 00:10")) == 1


def test_only_the_time_since_taking_the_call_counts(make_call, lin, du, zhou, at):
    call = make_call(now=at("2026-11-03 10:00"), served_by=du)
    services.reassign([call], to=zhou, reason="x", now=at("2026-11-04 09:00"), by=zhou)
    services.reassign([call], to=lin, reason="x", now=at("2026-11-04 19:00"), by=zhou)
    away(lin, "2026-11-05", "2026-11-05", zhou)
    mark_missed(now=at("2026-11-06 00:10"))
    assert excuse_absent(now=at("2026-11-06 00:10")) == 1


def test_an_absence_entered_after_the_proposal_still_counts(make_call, lin, zhou, at):
    make_call(now=at("2026-11-03 10:00"))
    now = at("2026-11-06 00:10")
    mark_missed(now=now)
    assert propose_for_missed(now=now) == 1
    away(lin, "2026-11-03", "2026-11-05", zhou)
    propose_for_missed(now=at("2026-11-06 09:00"))
    withdraw_unfounded(now=at("2026-11-06 09:01"))
    assert Penalty.objects.get().state == "rejected"


def test_the_number_of_statements_does_not_grow(make_order, lin, zhou, at):
    counts = []
    now = at("2026-11-03 10:00")
    away(lin, "2026-11-04", "2026-11-04", zhou, substitute=zhou)
    for size in (3, 60):
        for _ in range(size):
            make_order(created_at=now)
        services.open_due_follow_ups(now=now)
        with CaptureQueriesContext(connection) as queries:
            assert services.hand_over_absent(now=at("2026-11-04 08:00")) == size
        counts.append(len(queries))
    assert counts[1] <= counts[0] + 1  # by then there is something to give back, too
