"""The wish to stop, noted by a signal handler and read by whoever waits."""

import signal
import time
from collections.abc import Callable
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(Exception):
    """Somebody asked to stop while the house was being made ready."""


class Interrupt:
    """Handlers only note the wish: stopping half-way through a step is worse than finishing it."""

    def __init__(self) -> None:
        self.asked = False

    def listen(self) -> None:
        for number in SIGNALS:
            # Under nohup the hang-up is ignored on purpose; leave it so. An ignored Ctrl-C is only a shell's way
            # with background jobs, and whoever sends it then means it.
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._note)

    def check(self) -> None:
        """Raises `Interrupted` if a stop was asked for."""
        if self.asked:
            raise Interrupted

    def wait_until(self, done: Callable[[], bool], *, patience: float | None = None) -> bool:
        """Whether `done` came true; False after `patience` seconds. Raises `Interrupted`."""
        end = None if patience is None else time.monotonic() + patience
        while not done():
            self.check()
            if end is not None and time.monotonic() > end:
                return False
            time.sleep(0.1)
        return True

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
