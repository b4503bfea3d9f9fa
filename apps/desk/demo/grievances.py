"""Complaints from the first word to the last, each along a story of its own (S08–S11)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from apps.accounts.models import User
from apps.callbacks.models import Attempt, Callback
from apps.complaints import services as complaints
from apps.complaints.models import CauseKind, Complaint
from apps.customers.models import Order
from apps.desk.demo import words
from apps.desk.demo.answers import Mood
from apps.desk.demo.chance import chance
from apps.desk.demo.turns import HOUR, Case, Turns, bound, pick
from apps.desk.demo.verifying import latest_call, verify, verify_in_vain

STORIES = (
    ("plain", 62), ("late", 8), ("send_back", 8), ("extended", 5), ("no_agreement", 3), ("invalid", 4), ("reopened", 4),
    ("manufacturer", 3), ("major", 2), ("unreached", 2),
)  # fmt: skip
SOURCES = (("hotline", 50), ("visit", 30), ("chat", 20))
# days before the last one, hour, step after which it rests, story
SHOWN = (
    (1, "17:20", "register", "plain"), (1, "15:10", "issue", "plain"), (1, "10:05", "sign", "plain"),
    (2, "16:30", "contact", "plain"), (6, "10:15", "contact", "plain"), (4, "11:00", "contact", "extended"),
    (2, "09:20", "return", "quick"), (2, "10:40", "dial", "quick"), (3, "14:00", "contact", "major"),
    (2, "10:30", "contact", "manufacturer"), (7, "09:30", "contact", "late_report"), (1, "09:10", "", "quick"),
    (9, "10:00", "", "reopened"), (47, "10:40", "", "late_report"), (33, "11:20", "", "merged"),
)  # fmt: skip
BY_HAND_SHARE = 0.16


class Grievances(Turns):
    # --- how they come in

    def hear(self, attempt: Attempt, mood: Mood, at: datetime) -> None:
        """An angry customer on the phone: the complaint is opened in the call's own save."""
        callback = attempt.callback
        draw = chance(self.scene.today, "complaint", callback.kind, callback.duty.title)
        kind = "sales" if callback.kind == Callback.Kind.DELIVERY else "aftersales"
        told = draw.choice(words.GRIEVANCES[kind])
        entry = self._entry(callback.order, told, source="callback", draw=draw)
        complaint = complaints.open_from_call(attempt, entry, now=at, by=attempt.agent)
        self._begin(complaint, story=pick(STORIES, draw), told=told, at=at)

    def register_by_hand(self, at: datetime, *, story: str = "", rest: str = "") -> None:
        """A customer turns to the hotline, the counter or the chat about an order of the last week."""
        draw = chance(self.scene.today, "by hand", at)
        order = self._order(at, draw=draw)
        if order is None:
            return
        kind = "sales" if order.kind == Order.Kind.DELIVERY else "aftersales"
        story = story or pick(STORIES, draw)
        told = words.MAJOR if story == "major" else draw.choice(words.GRIEVANCES[kind])
        entry = self._entry(order, told, source=pick(SOURCES, draw), draw=draw, at=at, story=story)
        agent = draw.choice(self.cast.agents)
        complaint = complaints.register(entry, store=self.scene.store, now=at, by=agent)
        self._begin(complaint, story=story, told=told, at=at, rest=rest)

    def enter_day(self, day_start: datetime) -> None:
        """What comes in by hand on a day: now and then one, and those that are to be seen today."""
        day = self.scene.day_of(day_start)
        draw = chance(self.scene.today, "by hand", day)
        if draw.random() < BY_HAND_SHARE:
            self.agenda.at(self.scene.at(day, f"{draw.randint(9, 17):02d}:25"), self.register_by_hand)
        for days, clock, rest, story in SHOWN:
            if days == self.scene.days_left(day):
                deed = bound(self.register_by_hand, story=story, rest=rest)
                self.agenda.at(self.scene.at(day, clock), deed)

    def _order(self, at: datetime, *, draw: Random) -> Order | None:
        days = [self.scene.day_of(at) - timedelta(days=back) for back in range(2, 8)]
        rows = Order.objects.filter(
            document_day__in=days, is_history=False, customer__complaints__isnull=True
        )
        found = list(rows.order_by("kind", "number").values_list("pk", flat=True))
        return (
            Order.objects.select_related("customer", "vehicle").get(pk=draw.choice(found)) if found else None
        )

    def _begin(
        self, complaint: Complaint, *, story: str, told: tuple[str, ...], at: datetime, rest: str = ""
    ) -> None:
        case = Case(complaint.pk, complaint.number, story, told, rest)
        self._next(
            case, "register", self.issue, at + timedelta(minutes=self._draw(case, "issue").randint(15, 70))
        )

    # --- the steps

    def issue(self, case: Case, at: datetime) -> None:
        complaint = self._load(case)
        if case.story == "invalid":
            reason = "客户来电说明系误会，撤回抱怨"
            complaints.invalidate(complaint, reason=reason, now=at, by=self.cast["zhou"])
            return
        department = complaint.department or self.cast.departments["aftersales"]
        complaints.issue(complaint, department=department, now=at, by=self.cast["zhou"])
        if case.story == "merged":
            self.agenda.at(at + HOUR, bound(self.merge, case))
        self._side_steps(case, at)
        self._next(case, "issue", self.sign, at + timedelta(minutes=self._draw(case, "sign").randint(15, 80)))

    def _side_steps(self, case: Case, at: datetime) -> None:
        """What a story brings beside the usual way."""
        deeds: dict[str, tuple[Callable[[Case, datetime], None], timedelta]] = {
            "major": (self.raise_to_major, 3 * HOUR),
            "manufacturer": (self.reach_manufacturer, 20 * HOUR),
            "late_report": (self.reach_manufacturer, 22 * HOUR),
            "extended": (self.extend, 40 * HOUR),
        }
        if case.story in deeds:
            deed, after = deeds[case.story]
            self.agenda.at(self.scene.office_hour(at + after), bound(deed, case))

    def sign(self, case: Case, at: datetime) -> None:
        complaint = self._load(case)
        if complaint.state != Complaint.State.ISSUED:
            return
        department = complaint.department
        handler = self.cast.handler_in(department)
        complaints.sign(complaint, handler=handler, now=at, by=self.cast.head_of(department))
        self._next(
            case, "sign", self.contact, at + timedelta(minutes=self._draw(case, "contact").randint(15, 60))
        )

    def contact(self, case: Case, at: datetime) -> None:
        complaint = self._load(case)
        note = self._draw(case, "note").choice(words.CONTACT_NOTES)
        complaints.record_first_contact(complaint, note=note, now=at, by=complaint.handler)
        hours = {"late": 98, "extended": 110, "quick": 4}.get(case.story, 0)
        self._next(
            case, "contact", self.hand_back, at + HOUR * (hours or self._draw(case, "hours").randint(16, 36))
        )

    def hand_back(self, case: Case, at: datetime) -> None:
        complaint = self._load(case)
        if complaint.state != Complaint.State.HANDLING:
            return
        _code, _text, _demand, cause, measure, result = case.told
        liable = self._draw(case, "liable").choice(("us", "us", "us", "not_us", "third"))
        kind = self._draw(case, "cause").choice(list(CauseKind.objects.offered()))
        complaints.return_answer(
            complaint, cause=cause, measure=measure, result=result, liable=liable, cause_kind=kind, now=at,
            by=self._head(complaint),
        )  # fmt: skip
        case.rounds += 1
        self._next(case, "return", self.dial, at + HOUR * self._draw(case, "dial", case.rounds).randint(1, 5))

    def dial(self, case: Case, at: datetime) -> None:
        """The verifying call; the story says what the customer answers."""
        callback = latest_call(self._load(case))
        key = (self.scene.today, case.key, case.rounds)
        if case.rest == "dial" or case.story == "unreached":
            verify_in_vain(callback, by=self._verifier(callback), at=at, key=(*key, at))
            if case.rest != "dial":
                self._again_in_vain(case, at)
            return
        bad = case.rounds == 1 and case.story in ("send_back", "no_agreement")
        value = "3" if bad else self._draw(case, "verdict").choice("1112")
        complaint = verify(callback, by=self._verifier(callback), at=at, value=value, key=key)
        if complaint.state == Complaint.State.CLOSED:
            self._after_closing(case, at)
        elif case.story == "no_agreement":
            self.agenda.at(self.scene.office_hour(at + 20 * HOUR), bound(self.give_up, case))
        else:
            self._next(case, "again", self.hand_back, at + 5 * HOUR)

    def _again_in_vain(self, case: Case, at: datetime) -> None:
        if latest_call(self._load(case)).is_open:
            self._next(case, "again", self.dial, self.scene.office_hour(at + 7 * HOUR))
        else:
            self.agenda.at(self.scene.office_hour(at + 16 * HOUR), bound(self.give_up, case))

    def _after_closing(self, case: Case, at: datetime) -> None:
        if self._draw(case, "seen").random() < 0.75:
            self.agenda.at(self.scene.office_hour(at + 18 * HOUR), bound(self.look, case))
        if case.story == "reopened":
            case.story = "plain"
            self.agenda.at(self.scene.office_hour(at + 4 * 24 * HOUR), bound(self.reopen, case))

    def reopen(self, case: Case, at: datetime) -> None:
        reason = "客户来电：问题再次出现"
        complaints.reopen(self._load(case), reason=reason, now=at, by=self.cast["zhou"])
        self._next(case, "reopen", self.sign, at + HOUR)

    # --- small things

    def _next(self, case: Case, done: str, step: Callable[[Case, datetime], None], moment: datetime) -> None:
        if case.rest != done:
            self.agenda.at(self.scene.office_hour(moment), bound(step, case))

    def _verifier(self, callback: Callback) -> User:
        return self.cast.by_id(callback.duty.owner_id) or self.cast["zhou"]
