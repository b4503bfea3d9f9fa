"""A process is killed while it records a held save: nothing is lost, nothing doubled."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection

from apps.callbacks import services
from apps.callbacks.models import Attempt, Callback, HeldSave
from apps.callbacks.services import holding
from apps.desk.call import recording
from tests.callbacks.test_parallel import both
from tests.house_of_three import build_house

SECOND = timedelta(seconds=1)
pytestmark = pytest.mark.commits


@pytest.fixture
def house(committed):
    """The house with its rows really committed."""
    return build_house()


@pytest.fixture
def held(make_call, lin, entry, noon, settings):
    settings.UNDO_SECONDS = 10
    call = make_call()
    typed = entry("no_answer", call)
    data = {"outcome": "no_answer", "phone": str(typed.phone_id)}
    return services.hold(call, typed, data=data, now=noon, by=lin)


def die() -> None:
    """What the database sees of a killed process: the session ends in the middle of its transaction."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


def test_killed_in_the_middle_then_two_at_once_record_it_once(held, noon, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(recording, "forget_held", lambda held: die())
        with pytest.raises(OperationalError):
            recording.record_or_give_back(held.pk, now=noon + 11 * SECOND)
    connection.close()
    assert (Attempt.objects.count(), HeldSave.objects.count()) == (0, 1)

    def run():
        recording.record_or_give_back(held.pk, now=noon + 12 * SECOND)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert (Attempt.objects.get().saved_at, HeldSave.objects.count()) == (noon, 0)


def hold_both(call, people, typed, noon):
    return both(lambda n: services.hold(call, typed[n], data={}, now=noon, by=people[n]))


def test_of_two_saves_at_once_one_waits_and_the_other_is_told(make_call, lin, zhou, entry, noon):
    call = make_call()
    typed = [entry("busy", call), entry("no_answer", call)]
    results = hold_both(call, [lin, zhou], typed, noon)
    assert sorted(type(result).__name__ for result in results) == ["HeldSave", "Refused"]
    assert HeldSave.objects.count() == 1


def test_without_the_guards_both_would_be_held(make_call, lin, zhou, entry, noon, monkeypatch):
    """Negative control: with lock and look taken away both come through to the table, which takes only one."""
    call = make_call()
    typed, gate = [entry("busy", call), entry("no_answer", call)], threading.Barrier(2)

    def read_together(callback):
        gate.wait(60)
        return Callback.objects.select_related("duty", "store", "order").get(pk=callback.pk)

    monkeypatch.setattr(holding, "locked", read_together)
    monkeypatch.setattr(holding, "_before", lambda callback, entry: (None, False))
    monkeypatch.setattr(holding, "refuse_unfit", lambda *args, **kwargs: None)
    with pytest.raises(IntegrityError):
        for result in both(lambda n: caught(call, typed[n], by=[lin, zhou][n], noon=noon)):
            if isinstance(result, IntegrityError):
                raise result


def caught(call, typed, *, by, noon):
    try:
        return services.hold(call, typed, data={}, now=noon, by=by)
    except IntegrityError as error:
        return error
