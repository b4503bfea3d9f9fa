"""A process is killed while it records a held save: nothing is lost, nothing doubled."""

import os
import signal
import threading
from datetime import timedelta

import pytest
from django.db import connection

from apps.callbacks import services
from apps.callbacks.models import Attempt, HeldSave
from apps.desk.call import recording
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


def test_killed_in_the_middle_then_two_at_once_record_it_once(held, noon, monkeypatch):
    connection.close()
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(HeldSave, "delete", lambda self: os.kill(os.getpid(), signal.SIGKILL))
        recording.record_or_give_back(held.pk, now=noon + 11 * SECOND)
        os._exit(1)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    assert (Attempt.objects.count(), HeldSave.objects.count()) == (0, 1)

    def run():
        recording.record_or_give_back(held.pk, now=noon + 12 * SECOND)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (Attempt.objects.get().saved_at, HeldSave.objects.count()) == (noon, 0)
