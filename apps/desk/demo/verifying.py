"""The call that asks whether a complaint was put right, saved as the call screen saves it (S10)."""

from datetime import datetime, timedelta
from uuid import UUID

from apps.accounts.models import User
from apps.callbacks import services as calls
from apps.callbacks.models import Callback
from apps.callbacks.services import AttemptEntry
from apps.complaints import services as complaints
from apps.complaints.models import Complaint, Verification
from apps.desk.demo.chance import chance

TALK, RINGING = timedelta(minutes=3), timedelta(seconds=40)


def latest_call(complaint: Complaint) -> Callback:
    """The newest verifying call of a complaint."""
    rounds = Verification.objects.filter(complaint=complaint).order_by("-cycle", "-round")
    return rounds.select_related("callback__duty", "callback__customer", "callback__store").first().callback


def verify(callback: Callback, *, by: User, at: datetime, value: str, key: tuple[object, ...]) -> Complaint:
    """The customer answers: 1 satisfied, 2 basically, 3 not. Returns the complaint as it stands then."""
    complaints.verification_opened(callback, now=at, by=by)
    found = calls.question_set_for(callback.kind, on=at.date())
    answers = {question.pk: value for question in found.questions.all()}
    return _save(callback, "completed", answers=answers, by=by, at=at, ended=at + TALK, key=key)


def verify_in_vain(callback: Callback, *, by: User, at: datetime, key: tuple[object, ...]) -> Complaint:
    """Nobody answers."""
    complaints.verification_opened(callback, now=at, by=by)
    return _save(callback, "no_answer", answers={}, by=by, at=at, ended=at + RINGING, key=key)


def _save(
    callback: Callback,
    code: str,
    *,
    answers: dict[int, str],
    by: User,
    at: datetime,
    ended: datetime,
    key: tuple[object, ...],
) -> Complaint:
    phone = callback.customer.phones.first()
    entry = AttemptEntry(
        outcome_code=code,
        started_at=at,
        request_key=UUID(int=chance(*key, "verify").getrandbits(128), version=4),
        phone_id=phone and phone.pk,
        answers=answers,
    )
    attempt = calls.record_attempt(callback, entry, now=ended, by=by)
    return complaints.settle_verification(callback, attempt, now=ended, by=by)
