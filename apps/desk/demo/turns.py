"""The turns a complaint may take beside the usual way, and what every step needs (S11)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from apps.accounts.models import User
from apps.complaints import services as complaints
from apps.complaints.models import Category, Complaint
from apps.complaints.services import ComplaintEntry
from apps.core.prepared import prepared
from apps.customers.models import Order
from apps.desk.demo import words
from apps.desk.demo.chance import chance
from apps.desk.demo.scene import Scene

LEVELS = (("minor", 30), ("normal", 52), ("serious", 18))
HOUR = timedelta(hours=1)


@dataclass
class Case:
    """One complaint on its way. `rest` names the step after which nobody does anything more."""

    pk: int
    key: str
    story: str
    told: tuple[str, ...]
    rest: str = ""
    rounds: int = 0


class Turns:
    def __init__(self, scene: Scene) -> None:
        self.scene, self.agenda, self.cast = scene, scene.agenda, scene.cast
        self.categories = {row.code: row for row in Category.objects.all()}

    def raise_to_major(self, case: Case, at: datetime) -> None:
        complaint = self._load(case)
        complaints.raise_level(complaint, level="major", ground="safety", now=at, by=self.cast["zhou"])

    def reach_manufacturer(self, case: Case, at: datetime) -> None:
        number = f"OEM{self.scene.day_of(at):%y%m%d}{case.pk % 100:02d}"
        complaints.register_manufacturer_case(
            self._load(case), number=number, received_at=at - HOUR, now=at, by=self.cast["fang"]
        )

    def extend(self, case: Case, at: datetime) -> None:
        complaint = self._load(case)
        until = complaint.close_duty.due_day + timedelta(days=4)
        complaints.extend(complaint, until=until, reason=words.LATE_REASON, now=at, by=self.cast["fang"])

    def merge(self, case: Case, at: datetime) -> None:
        """The customer tells it again elsewhere; the second form is merged into the first."""
        first = self._load(case)
        draw = self._draw(case, "merge")
        entry = self._entry(first.order, case.told, source="chat", draw=draw)
        twin = complaints.register(entry, store=self.scene.store, now=at, by=draw.choice(self.cast.agents))
        reason = "同一事项重复登记"
        complaints.invalidate(
            twin, reason=reason, merge_into=first, now=at + timedelta(minutes=9), by=self.cast["zhou"]
        )

    def give_up(self, case: Case, at: datetime) -> None:
        reason = "多次沟通，客户诉求超出政策范围"
        complaints.close_without_agreement(self._load(case), reason=reason, now=at, by=self.cast["fang"])

    def look(self, case: Case, at: datetime) -> None:
        complaint = self._load(case)
        if complaint.state == Complaint.State.CLOSED:
            complaints.mark_seen(complaint, now=at, by=self.cast["fang"])

    def _entry(
        self,
        order: Order,
        told: tuple[str, ...],
        *,
        source: str,
        draw: Random,
        at: datetime | None = None,
        story: str = "",
    ) -> ComplaintEntry:
        late = story == "late_report" and at is not None
        return ComplaintEntry(
            source=source,
            category_id=self.categories[told[0]].pk,
            level=pick(LEVELS, draw),
            escalation="hotline" if source == "hotline" else "in_house",
            customer=order.customer,
            vehicle=order.vehicle,
            order=order,
            text=told[1],
            demand=told[2],
            learned_at=at - 4 * HOUR if late else None,
        )

    def _load(self, case: Case) -> Complaint:
        [complaint] = _loaded(pk=case.pk)
        return complaint

    def _head(self, complaint: Complaint) -> User:
        return self.cast.head_of(complaint.department)

    def _draw(self, case: Case, *about: object) -> Random:
        return chance(self.scene.today, case.key, *about)


@prepared
def _loaded(pk: int) -> Any:
    rows = Complaint.objects.select_related("store", "department", "handler", "order", "close_duty")
    return rows.filter(pk=pk)


def pick(options: tuple[tuple[str, int], ...], draw: Random) -> str:
    values, weights = zip(*options, strict=True)
    return draw.choices(values, weights)[0]


def bound(deed: Callable[..., None], *given: object, **named: object) -> Callable[[datetime], None]:
    """A deed of the agenda: what it is about, and the moment last."""
    return lambda at: deed(*given, at, **named)
