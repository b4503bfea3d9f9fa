"""Orders become calls (R01): once each, dealt fairly, and a late document blames nobody."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Absence
from apps.callbacks import services
from apps.callbacks.models import Callback
from apps.callbacks.services import opening
from apps.customers.services import opt_out
from apps.duties.models import Duty, DutyEvent
from apps.notices.models import Notice
from apps.rulebook.models import StoreClosure


def test_an_order_makes_one_call_with_its_duty(make_order, lin, noon):
    order = make_order(day=date(2026, 11, 2))

    assert services.open_due_follow_ups(now=noon) == 1

    call = Callback.objects.select_related("duty").get()
    duty = call.duty
    assert (call.kind, call.state, call.order, call.customer) == (
        "delivery",
        "pending",
        order,
        order.customer,
    )
    assert (duty.kind, duty.key) == ("callback.delivery", f"callback:delivery:{order.pk}")
    assert (duty.title, duty.url_name, duty.object_id) == (order.number, "desk:call", call.pk)
    assert (duty.due_day, duty.due_at) == (date(2026, 11, 5), datetime(2026, 11, 5, 16, tzinfo=UTC))
    assert (duty.owner, duty.state, duty.original_due_at) == (lin, "open", duty.due_at)
    assert duty.policy_values == {"callback.delivery.due_days": [3, None]}
    assert duty.sentences[-1].endswith("(Thu).") or "2026-11-05" in duty.sentences[-1]
    assert list(duty.events.values_list("what", "new_owner")) == [("open", lin.pk)]
    assert list(call.moves.values_list("old", "new")) == [("", "pending")]


def test_running_again_makes_nothing(make_order, lin, noon):
    make_order()
    assert [services.open_due_follow_ups(now=noon) for _ in range(3)] == [1, 0, 0]
    assert Duty.objects.count() == Callback.objects.count() == 1


@pytest.mark.parametrize("unfit", [{"state": "void"}, {"is_history": True}])
def test_voided_and_history_documents_make_no_call(make_order, lin, noon, unfit):
    make_order(**unfit)
    assert services.open_due_follow_ups(now=noon) == 0


# R01: calendar days after the document day, until 24:00; late when imported at or after that moment.
LATE = [
    # document day, imported (Shanghai), state, cause
    ("2026-10-31", "2026-11-03 10:00", "open", ""),
    ("2026-10-31", "2026-11-03 23:59", "open", ""),
    ("2026-10-31", "2026-11-04 00:00", "excused", "late_import"),
    ("2026-10-12", "2026-11-03 10:00", "excused", "late_import"),
    ("2026-11-03", "2026-11-03 10:00", "open", ""),
]


@pytest.mark.parametrize(("day", "imported", "state", "cause"), LATE)
def test_late_import_never_blames_the_agent(make_order, lin, at, day, imported, state, cause):
    make_order(day=date.fromisoformat(day))
    services.open_due_follow_ups(now=at(imported))
    duty = Duty.objects.get()
    assert (duty.state, duty.cause, duty.settled_at) == (state, cause, None)
    assert (duty.responsible, duty.missed_at) == (None, None)
    whats = list(duty.events.values_list("what", "new_state"))
    assert whats == [("open", "open")] + ([("excuse", "excused")] if cause else [])
    assert Callback.objects.get().is_open


def test_a_due_day_on_a_closed_day_moves_to_the_next_open_one(make_order, lin, house, noon):
    StoreClosure.objects.create(
        store=house.store, first_day=date(2026, 11, 5), last_day=date(2026, 11, 6), reason="盘点"
    )
    make_order(day=date(2026, 11, 2))
    services.open_due_follow_ups(now=noon)
    assert Duty.objects.get().due_day == date(2026, 11, 7)


def test_calls_are_dealt_to_the_least_loaded(make_order, lin, du, noon):
    for _ in range(3):
        make_order()
    services.open_due_follow_ups(now=noon)
    assert sorted(loads_of(lin, du)) == [1, 2]
    for _ in range(4):
        make_order()
    services.open_due_follow_ups(now=noon)
    assert sorted(loads_of(lin, du)) == [3, 4]


def loads_of(*agents):
    return [Duty.objects.filter(owner=agent).count() for agent in agents]


def test_the_calls_of_one_customer_are_separate_but_one_agents(make_order, lin, du, noon):
    first = make_order()
    make_order(kind="repair", customer=first.customer)
    make_order(kind="repair", customer=first.customer)
    services.open_due_follow_ups(now=noon)
    assert Callback.objects.count() == 3
    assert Duty.objects.values("owner").distinct().count() == 1
    make_order(customer=first.customer)
    services.open_due_follow_ups(now=noon)
    assert Duty.objects.values("owner").distinct().count() == 1


def test_opened_in_pieces_they_are_dealt_as_one(make_order, lin, du, zhou, noon, monkeypatch):
    """The customer's calls lie in two pieces, and the notice about calls without an agent counts all pieces."""
    monkeypatch.setattr(opening, "PIECE", 2)
    first = make_order()
    for customer in (None, None, None, first.customer):
        make_order(**({"customer": customer} if customer else {}))
    assert services.open_due_follow_ups(now=noon) == 5
    assert sorted(loads_of(lin, du)) == [2, 3]
    assert Duty.objects.filter(callback__customer=first.customer).values("owner").distinct().count() == 1

    for agent in (lin, du):
        Absence.objects.create(user=agent, first_day=noon.date(), last_day=noon.date(), entered_by=zhou)
    for _ in range(3):
        make_order()
    assert services.open_due_follow_ups(now=noon) == 3
    assert Notice.objects.get(user=zhou).params == {"count": 3}


def test_nobody_calls_the_customer_they_served(make_order, lin, du, noon):
    for _ in range(4):
        make_order(served_by=lin)
    services.open_due_follow_ups(now=noon)
    assert loads_of(lin, du) == [0, 4]


def test_absent_agents_get_nothing_and_nobody_leaves_it_to_the_manager(make_order, lin, du, zhou, noon):
    for agent in (lin, du):
        Absence.objects.create(
            user=agent, first_day=date(2026, 11, 3), last_day=date(2026, 11, 3), entered_by=zhou
        )
    make_order()
    services.open_due_follow_ups(now=noon)
    assert Duty.objects.get().owner is None
    assert Notice.objects.get().user == zhou


def test_a_customer_not_to_be_called_gets_a_cancelled_call(make_order, lin, noon):
    order = make_order()
    opt_out(order.customer, reason="不想再接电话", now=noon, by=lin)
    services.open_due_follow_ups(now=noon)
    call = Callback.objects.select_related("duty").get()
    assert (call.state, call.duty.state, call.duty.owner) == ("cancelled", "cancelled", None)
    assert [move.code for move in call.moves.all()] == ["do_not_call"]
    assert services.open_due_follow_ups(now=noon) == 0


def test_another_store_is_left_alone_when_one_is_named(make_order, lin, house, stranger, noon):
    make_order()
    other = stranger.posts.get().store
    assert services.open_due_follow_ups(now=noon, store=other) == 0
    assert services.open_due_follow_ups(now=noon, store=house.store) == 1


def test_a_frequent_run_looks_at_fresh_orders_only(make_order, lin, at):
    make_order(created_at=at("2026-11-01 10:00"))
    assert services.open_due_follow_ups(now=at("2026-11-03 10:00"), since=at("2026-11-02 10:00")) == 0
    assert services.open_due_follow_ups(now=at("2026-11-03 10:00")) == 1


def test_the_number_of_statements_does_not_grow(make_order, lin, du, noon):
    counts = []
    for size in (5, 500):
        days = [date(2026, 11, 1 + n % 3) for n in range(size)]
        for day in days:
            make_order(day=day)
        with CaptureQueriesContext(connection) as queries:
            assert services.open_due_follow_ups(now=noon) == size
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16
    assert DutyEvent.objects.filter(what="open").count() == 505


def test_the_orders_are_counted_before_their_calls_are_planned(make_order, lin, noon):
    """The planner would expect one or two of orders that have just come in, and compare each with each."""
    for _ in range(7):
        make_order()
    services.open_due_follow_ups(now=noon)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'waiting_order'")
        assert cursor.fetchall() == [(7,)]


def test_an_idle_run_is_one_look(make_order, lin, noon, django_assert_max_num_queries):
    make_order()
    services.open_due_follow_ups(now=noon)
    with django_assert_max_num_queries(3):
        services.open_due_follow_ups(now=noon)


def test_a_call_that_came_late_is_owed_until_it_is_done(make_call, lin, noon, entry):
    """Nobody answers for it, but it stands in the agent's queue like any other (domain.md 4.0)."""
    call = make_call(day=date(2026, 10, 10))
    assert (call.duty.state, call.duty.cause, call.duty.owner) == ("excused", "late_import", lin)
    owed = Duty.objects.unsettled().filter(owner=lin)
    assert list(owed) == [call.duty]
    services.record_attempt(call, entry("refused", call), now=noon, by=lin)
    assert not owed.all().exists()
