"""The furnished house while it is made: its people, and one object for each page that needs one."""

import csv
import io
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from apps.accounts.models import Store, User
from apps.callbacks import services as calls
from apps.callbacks.models import Callback
from apps.customers import services as customers
from apps.customers.models import ImportBatch
from tests.browser.words import HEADER, ROLES, Words
from tests.house_of_three import House


def moment(day: str, clock: str = "10:00") -> datetime:
    """`moment("11-03", "10:00")`: an instant of 2026 by the clock of Shanghai."""
    return datetime.fromisoformat(f"2026-{day} {clock}").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass
class Furnished:
    """The house, its people by sign-in name, and one object for each page that needs one."""

    house: House
    words: Words
    people: dict[str, User] = field(default_factory=dict)
    sample: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, username: str) -> User:
        return self.people[username]

    @property
    def store(self) -> Store:
        return self.house.store

    def settle_in(self) -> None:
        """Everybody gets a post."""
        for username, (role, kind) in ROLES.items():
            department = getattr(self.house, kind) if kind else None
            self.people[username] = self.house.person(username, self.words.people[username], role, department)

    def listed(self, days: list[str], *, header: tuple[str, ...] = HEADER, sign: str = "CK") -> Any:
        """An uploaded list with one document a day, its customers in turn."""
        text = io.StringIO()
        lines = [self._line(n, day, sign) for n, day in enumerate(days)]
        csv.writer(text).writerows([header, *lines])
        return SimpleUploadedFile(f"{sign}.csv", text.getvalue().encode("utf-8-sig"))

    def _line(self, n: int, day: str, sign: str) -> list[str]:
        name = self.words.customers[n % len(self.words.customers)]
        phone = f"139{sum(map(ord, sign)):04d}{n:04d}"
        plate = f"{self.words.plate}{sum(map(ord, sign)) % 1000:03d}{n:02d}" if self.words.plate else ""
        return [name, phone, plate, "", self.words.model, f"{sign}2610-{n:04d}", day, self.words.consultant]

    def checked(self, upload: Any, *, at: datetime) -> ImportBatch:
        batch = customers.receive_file(
            upload, store=self.store, source=self.words.source, now=at, by=self["zhou"]
        )
        customers.parse(batch)
        customers.set_mapping(batch, batch.mapping, kind=batch.kind, now=at)
        return customers.check(batch, now=at)

    def taken_in(self, upload: Any, *, at: datetime) -> ImportBatch:
        batch = self.checked(upload, at=at)
        customers.ask_take_in(batch, now=at, by=self["zhou"])
        batch.refresh_from_db()
        customers.take_in(batch, now=at, by=self["zhou"])
        calls.open_due_follow_ups(now=at)
        return batch

    def saved(self, callback: Callback, outcome: str, *, at: datetime, rating: str = "5", **more: Any) -> Any:
        """A saved call of its owner."""
        if outcome == "completed":
            questions = calls.question_set_for(callback.kind, on=at.date()).questions.all()
            more["answers"] = {q.pk: "1" if q.type == "yes_no" else rating for q in questions}
        phone = callback.customer.phones.order_by("position").first()
        entry = calls.AttemptEntry(
            outcome_code=outcome, started_at=at, request_key=uuid4(), phone_id=phone.pk, **more
        )
        return calls.record_attempt(callback, entry, now=at, by=callback.duty.owner)
