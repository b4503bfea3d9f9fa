"""Two people on one call, two workers on one sweep: real parallel connections, one wins, the other is told."""

import threading

import pytest
from django.db import connection

from apps.callbacks import services
from apps.callbacks.models import Attempt, Callback
from apps.callbacks.services import attempts, history, outcomes
from apps.core.refusal import Refused
from tests.house_of_three import build_house

pytestmark = pytest.mark.commits


@pytest.fixture
def house(committed):
    """The house with its rows really committed."""
    return build_house()


def both(work):
    """Run `work(0)` and `work(1)` at the same moment on their own connections; returns their results or refusals."""
    gate, results = threading.Barrier(2), [None, None]

    def run(n):
        try:
            gate.wait(60)
            results[n] = work(n)
        except Refused as refusal:
            results[n] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return results


def test_two_people_save_one_call_and_one_is_told(make_call, lin, zhou, noon, entry):
    call = make_call()
    typed = [entry("completed", call), entry("completed", call)]
    people = [lin, zhou]

    results = both(lambda n: services.record_attempt(call, typed[n], now=noon, by=people[n]))

    assert sorted(type(result).__name__ for result in results) == ["Attempt", "Refused"]
    assert [result.status for result in results if isinstance(result, Refused)] == [409]
    assert Attempt.objects.count() == 1
    assert call.duty.events.filter(what="settle").count() == 1


def test_a_double_click_on_two_connections_is_one_attempt(make_call, lin, noon, entry):
    call = make_call()
    typed = entry("completed", call)
    results = both(lambda n: services.record_attempt(call, typed, now=noon, by=lin))
    assert results[0] == results[1]
    assert Attempt.objects.count() == 1


def test_two_claims_at_once_have_one_winner(make_call, lin, zhou, noon):
    call = make_call()
    people = [lin, zhou]

    def take(n):
        services.claim(Callback.objects.get(pk=call.pk), now=noon, by=people[n])
        return people[n]

    results = both(take)
    assert sum(isinstance(result, Refused) for result in results) == 1
    call.refresh_from_db()
    assert call.claimed_by in results


def test_two_workers_on_one_sweep_open_each_call_once(make_order, lin, noon):
    for _ in range(20):
        make_order()
    results = both(lambda n: services.open_due_follow_ups(now=noon))
    assert sum(results) == Callback.objects.count() == 20


def test_without_the_guards_both_would_have_saved(make_call, lin, zhou, noon, entry, monkeypatch):
    """Negative control: the same race with lock, conditional move and settling taken away saves twice."""
    call = make_call()
    typed, people, gate = (
        [entry("completed", call), entry("completed", call)],
        [lin, zhou],
        threading.Barrier(2),
    )

    def read_together(callback):
        row = Callback.objects.select_related("duty__owner", "store", "customer", "order").get(pk=callback.pk)
        gate.wait(60)
        return row

    def overwrite(model, pk, *, old, new, story, **also):
        Callback.objects.filter(pk=pk).update(state=new)

    monkeypatch.setattr(attempts, "locked", read_together)
    monkeypatch.setattr(history, "move_told", overwrite)
    monkeypatch.setattr(outcomes.duties, "settle", lambda *args, **kwargs: "kept")

    results = both(lambda n: services.record_attempt(call, typed[n], now=noon, by=people[n]))

    assert [type(result).__name__ for result in results] == ["Attempt", "Attempt"]
    assert Attempt.objects.count() == 2
