"""A worker that is told to go finishes what it holds, or gives it back in time (F10).

Celery stops taking work at SIGTERM and then waits for its tasks however long they take; service managers do not. What
is still running after LEAVE_WITHIN_SECONDS goes back in line for another worker; the fence refuses our late end.
"""

import os
import signal
import time
from threading import Thread

from billiard import active_children
from celery.signals import worker_shutting_down
from celery.worker import state


@worker_shutting_down.connect
def leave_in_time(**_: object) -> None:
    Thread(target=_leave, daemon=True).start()


def _leave() -> None:
    from django.conf import settings

    from apps.jobs.services import give_back

    time.sleep(settings.LEAVE_WITHIN_SECONDS)
    try:
        give_back(request.args[0] for request in list(state.active_requests) if request.args)
    finally:
        for child in active_children():
            os.kill(child.pid, signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)
