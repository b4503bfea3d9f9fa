"""What is going to happen, in order of time."""

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count

from apps.core.refusal import Refused

Deed = Callable[[datetime], None]


class Agenda:
    """Deeds by moment; those of one moment happen in the order in which they were entered."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, Deed]] = []
        self._numbers = count()
        self.refused: list[tuple[datetime, str]] = []

    def at(self, moment: datetime, deed: Deed) -> None:
        heapq.heappush(self._heap, (moment, next(self._numbers), deed))

    def next_moment(self) -> datetime | None:
        return self._heap[0][0] if self._heap else None

    def play(self, *, until: datetime) -> None:
        """Do everything up to and including `until`; what is done may enter more.

        What the house refuses by then (settled meanwhile, nothing to draw) is left and noted, as people would.
        """
        while self._heap and self._heap[0][0] <= until:
            moment, _number, deed = heapq.heappop(self._heap)
            try:
                deed(moment)
            except Refused as refusal:
                self.refused.append((moment, str(refusal)))
