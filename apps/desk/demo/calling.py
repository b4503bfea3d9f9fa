"""The agents' days: who is called when, how it ends, and who is forgotten (S03–S05)."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from apps.accounts.models import User
from apps.callbacks import services as calls
from apps.callbacks.models import Attempt, Callback
from apps.callbacks.services import AttemptEntry
from apps.core import worktime
from apps.core.prepared import prepared
from apps.customers import services as customers
from apps.customers.models import Phone
from apps.desk.demo import words
from apps.desk.demo.answers import Mood, answers_of, mood_of
from apps.desk.demo.chance import chance, weighted
from apps.desk.demo.scene import Scene

FIRST_OUTCOMES = (
    ("completed", 84.0), ("no_answer", 6.0), ("busy", 3.0), ("switched_off", 1.5), ("appointed", 3.5),
    ("refused", 1.6), ("wrong_number", 0.7), ("empty_number", 0.7),
)  # fmt: skip
# Of the calls made on the last days more end with a promise, so that today some are to be kept.
NEWEST_OUTCOMES = (("completed", 60.0), ("no_answer", 8.0), ("busy", 2.0), ("appointed", 30.0))
LATER_OUTCOMES = (("completed", 87.0), ("no_answer", 11.0), ("refused", 2.0))
KEPT_PROMISES = (("completed", 94.0), ("no_answer", 6.0))
TRY_AGAIN = ("no_answer", "busy", "switched_off", "wrong_number", "empty_number")
# How likely a call is forgotten, by the agent it was dealt to.
FORGETFUL = {"du": 0.036, "xu": 0.015, "cai": 0.010, "lin": 0.006, "he": 0.006}
NEWEST_FORGOTTEN = 0.09
NEVER_REACHED = 0.012
WHEN = ((0, 46), (1, 34), (2, 20))
PACE = timedelta(minutes=4)
REVEALS_KEPT_DAYS = 3  # who saw which number matters while somebody may ask; older ones would only cost time
NOTES_KEPT_DAYS = 30  # what a contented customer said longer ago nobody reads
STILL_FORGOTTEN_DAYS, HELD_BACK = 4, 0.12
Grieve = Callable[[Attempt, Mood, datetime], None]


class Dial(NamedTuple):
    """One dial that is going to be made."""

    callback_id: int
    number: int
    promised: bool = False


class Calling:
    """Plans and makes the calls; a complaint heard on the phone is handed to `grieve` in the same save."""

    def __init__(self, scene: Scene, *, grieve: Grieve) -> None:
        self.scene, self.grieve = scene, grieve
        self.planned: Counter[tuple[int | None, datetime]] = Counter()
        self.forgotten: set[int] = set()
        self.known: dict[int, Callback] = {}

    def plan_new(self, at: datetime) -> None:
        """Give every call opened at this moment its time."""
        fresh = Callback.objects.filter(created_at=at, state=Callback.State.PENDING)
        fresh = fresh.select_related("duty", "customer").prefetch_related("customer__phones")
        for callback in fresh.order_by("kind", "duty__title"):
            self.known[callback.pk] = callback
            self.plan_first(callback, at=at)

    def plan_first(self, callback: Callback, *, at: datetime) -> None:
        duty, draw = callback.duty, self._draw(callback, "first")
        owner = self.scene.cast.by_id(duty.owner_id)
        if owner is not None and draw.random() < self._forgetfulness(callback, owner):
            self.forgotten.add(callback.pk)
            self._plan_forgotten(callback)
            return
        if self.scene.days_left(duty.due_day) == 0 and draw.random() < HELD_BACK:
            return  # due on the last day and still to be called, whatever the hour
        windows = [window for window in self._windows(at, count=8) if window[0] < duty.due_at]
        days = sorted({self.scene.day_of(start) for start, _end in windows})
        if not days:
            self._enter(callback, self._windows(at, count=1)[0], 0)
            return
        chosen = days[min(draw.choices([n for n, _w in WHEN], [w for _n, w in WHEN])[0], len(days) - 1)]
        window = draw.choice([one for one in windows if self.scene.day_of(one[0]) == chosen])
        self._enter(callback, window, 0)

    def _forgetfulness(self, callback: Callback, owner: User) -> float:
        """Of what fell due on the last days more is left, so that the visitor finds some to call."""
        newest = 1 <= self.scene.days_left(callback.duty.due_day) < STILL_FORGOTTEN_DAYS
        return NEWEST_FORGOTTEN if newest else FORGETFUL.get(owner.username, 0)

    def call_corrected(self, callback: Callback, *, at: datetime) -> None:
        """A call whose number was corrected: made in the next window."""
        done = callback.attempts.count()
        self._enter(callback, self._windows(at, count=1)[0], done)

    def _plan_forgotten(self, callback: Callback) -> None:
        """Called a day or two late; the newest ones are still waiting today."""
        if self.scene.days_left(callback.duty.due_day) <= STILL_FORGOTTEN_DAYS:
            return
        late = callback.duty.due_at + timedelta(days=self._draw(callback, "late").randint(0, 1), hours=9)
        self._enter(callback, self._windows(late, count=1)[0], 0)

    def _windows(self, at: datetime, *, count: int) -> list[tuple[datetime, datetime]]:
        return worktime.next_windows(self.scene.calendar, at + timedelta(minutes=10), count=count)

    def _enter(self, callback: Callback, window: tuple[datetime, datetime], number: int) -> None:
        """The next free minutes of the agent in that window, or in a later one where it is full."""
        owner_id, (start, end) = callback.duty.owner_id, window
        place = self.planned[owner_id, start]
        moment = start + place * PACE + timedelta(seconds=self._draw(callback, number).randint(20, 150))
        if moment >= end - PACE:
            self._enter(callback, self._windows(end, count=1)[0], number)
            return
        self.planned[owner_id, start] += 1
        self._at(moment, Dial(callback.pk, number))

    def _at(self, moment: datetime, dial: Dial) -> None:
        self.scene.agenda.at(moment, lambda at: self.make(dial, at))

    def make(self, dial: Dial, at: datetime) -> None:
        """Dial, talk and save; what follows from it is planned at once."""
        callback = self._as_it_stands(dial.callback_id)
        if not callback.is_open:
            return
        agent = self._caller(callback, at)
        if agent is None:
            self._at(at + timedelta(days=1), dial)
            return
        code = self._outcome(callback, dial, at=at)
        phone = _best_phone(callback, again=dial.number > 0)
        if phone is not None and self.scene.days_left(self.scene.day_of(at)) <= REVEALS_KEPT_DAYS:
            customers.reveal(phone, code="call", object_id=callback.pk, now=at, by=agent)
        self._save(callback, dial, code=code, phone=phone, at=at, agent=agent)

    def _as_it_stands(self, pk: int) -> Callback:
        """A call known since it was planned, with the two things that may have changed since."""
        callback = self.known[pk]
        [(callback.state, callback.duty.owner_id)] = _changes(pk=pk)
        return callback

    def _save(
        self, callback: Callback, dial: Dial, *, code: str, phone: Phone | None, at: datetime, agent: User
    ) -> None:
        draw = self._draw(callback, "talk", dial.number)
        ended = at + timedelta(seconds=draw.randint(70, 230) if code == "completed" else draw.randint(25, 50))
        mood = mood_of(callback, draw=draw, scene=self.scene) if code == "completed" else Mood.FINE
        promised = self._promise(callback, ended) if code == "appointed" else None
        entry = AttemptEntry(
            outcome_code=code,
            started_at=at,
            request_key=UUID(int=self._draw(callback, "key", dial.number).getrandbits(128), version=4),
            phone_id=phone and phone.pk,
            answers=answers_of(callback, mood=mood, draw=draw, on=self.scene.day_of(at))
            if code == "completed"
            else {},
            appointment_at=promised,
            **self._notes(callback, code=code, mood=mood, at=at),
        )
        attempt = calls.record_attempt(callback, entry, now=ended, by=agent)
        if mood is Mood.ANGRY:
            self.grieve(attempt, mood, ended)
        self._follow(callback, dial, code=code, promised=promised, at=ended)

    def _follow(
        self, callback: Callback, dial: Dial, *, code: str, promised: datetime | None, at: datetime
    ) -> None:
        """Try again in the next window (with another number, where there is one), or at the promised time."""
        if promised is not None:
            late = timedelta(minutes=self._draw(callback, "wait").randint(4, 12))
            self._at(promised + late, Dial(callback.pk, dial.number + 1, promised=True))
        elif code in TRY_AGAIN:
            self._enter(callback, self._windows(at + timedelta(hours=2), count=1)[0], dial.number + 1)

    def _outcome(self, callback: Callback, dial: Dial, *, at: datetime) -> str:
        if self._draw(callback, "never").random() < NEVER_REACHED and not dial.promised:
            return "no_answer"
        options = KEPT_PROMISES if dial.promised else LATER_OUTCOMES
        if dial.number == 0 and callback.pk not in self.forgotten:
            options = (
                NEWEST_OUTCOMES if self.scene.days_left(self.scene.day_of(at)) in (1, 2) else FIRST_OUTCOMES
            )
        return weighted(options, *self._name(callback), "outcome", dial.number)

    def _promise(self, callback: Callback, at: datetime) -> datetime:
        """A quarter of an hour of the next two days, between nine and eight."""
        draw = self._draw(callback, "promise")
        day = self.scene.day_of(at) + timedelta(days=draw.choice((1, 1, 2)))
        return self.scene.at(day, f"{draw.randint(9, 19):02d}:{draw.choice((0, 15, 30, 45)):02d}")

    def _notes(self, callback: Callback, *, code: str, mood: Mood, at: datetime) -> dict[str, str]:
        draw = self._draw(callback, "words", at)
        found = {"off_window_reason": draw.choice(words.EARLY_REASONS)}
        if code == "refused":
            return found | {"note": draw.choice(words.REFUSED_NOTES)}
        if code != "completed":
            return found | {"note": draw.choice(words.NO_ANSWER_NOTES)}
        if mood is Mood.FINE:
            note = draw.choice(words.HAPPY_NOTES)
            if self.scene.days_left(self.scene.day_of(at)) <= NOTES_KEPT_DAYS:
                found["note"] = note
        else:
            found["problem"] = draw.choice(words.SOUR_PROBLEMS.get(callback.kind, ("客户仍有意见",)))
        if draw.random() < 0.05:
            found["suggestion"] = draw.choice(words.SUGGESTIONS)
        if draw.random() < 0.03:
            found["question"] = draw.choice(words.QUESTIONS)
        return found

    def _caller(self, callback: Callback, at: datetime) -> User | None:
        """The owner, unless away that day; without one the manager."""
        if callback.duty.owner_id is None:
            return self.scene.cast["zhou"]
        day = self.scene.day_of(at)
        away = any(
            one.first_day <= day <= one.last_day for one in self.scene.absences(callback.duty.owner_id)
        )
        return None if away else self.scene.cast.by_id(callback.duty.owner_id)

    def _draw(self, callback: Callback, *about: object) -> Random:
        return chance(*self._name(callback), *about)

    def _name(self, callback: Callback) -> tuple[object, ...]:
        """What a call is about, by its document: the same on every load."""
        return self.scene.today, callback.kind, callback.duty.title


@prepared
def _changes(pk: int) -> Any:
    return Callback.objects.filter(pk=pk).order_by().values_list("state", "duty__owner_id")


def _best_phone(callback: Callback, *, again: bool) -> Phone | None:
    """The first number nobody has found wrong; read `again` once somebody has dialled."""
    phones = callback.customer.phones.order_by("position", "pk") if again else callback.customer.phones.all()
    return next((one for one in phones if one.number and one.validity != Phone.Validity.INVALID), None)
