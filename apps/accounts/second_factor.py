"""A second factor beside the password: codes of an app (TOTP, RFC 6238), and ten codes for the day the phone is lost.

The arithmetic is django-otp's. A code is good for its own half minute and the one on either side, and once; recovery
codes are good once. Wrong ones wait as wrong passwords do (`waiting`). Roles in SECOND_FACTOR_REQUIRED have to set one
up before they see anything else, to all others it is offered (H6).
"""

import json
import secrets
from base64 import b32decode, b32encode
from datetime import datetime
from hashlib import sha256
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django_otp.oath import TOTP

from apps.accounts.access import posts_of, refuse_unless
from apps.accounts.models import RecoveryCode, Role, SecondFactor, User
from apps.accounts.services import end_sessions, refuse_out_of_reach
from apps.core.encrypted import decrypt, encrypt
from apps.core.refusal import Refused

STEP, DIGITS, NEIGHBOURS = 30, 6, 1
CODES = 10
OFFER_SECONDS = 15 * 60
ISSUER = "CareCenter"
KEPT, OFFERED = "second factor", "second factor on offer"
APP, RECOVERY = "app", "recovery"


def is_required(user: User) -> bool:
    """Whether one of the person's roles of today may not go without; who administers by /admin/ counts as such."""
    roles = {post.role for post in posts_of(user)} | ({Role.SYSTEM_ADMIN} if user.is_superuser else set())
    return not roles.isdisjoint(settings.SECOND_FACTOR_REQUIRED)


def has_one(user: User) -> bool:
    return SecondFactor.objects.filter(user=user).exists()


def offer(user: User) -> str:
    """A new secret for this person, encrypted: it travels in the form and is kept nowhere until a code confirms it."""
    told = {"user": user.pk, "secret": b32encode(secrets.token_bytes(20)).decode()}
    return encrypt(json.dumps(told).encode(), purpose=OFFERED)


def offered_secret(user: User, text: str) -> bytes | None:
    """The secret of an offer made to this person within the last quarter of an hour."""
    told = decrypt(text, purpose=OFFERED, within=OFFER_SECONDS)
    found = json.loads(told) if told else {}
    return b32decode(found["secret"]) if found.get("user") == user.pk else None


def address(user: User, secret: bytes) -> str:
    """What the app reads from the QR code."""
    label = quote(f"{ISSUER}:{user.get_username()}")
    return f"otpauth://totp/{label}?{urlencode({'secret': b32encode(secret).decode(), 'issuer': ISSUER})}"


def in_groups(secret: bytes) -> str:
    return _grouped(b32encode(secret).decode())


def step_of(secret: bytes, code: str, *, now: datetime, after: int = 0) -> int | None:
    """The step the code belongs to: that of `now` or a neighbour, later than `after`. None for every other code."""
    if not (code.isascii() and code.isdecimal() and len(code) == DIGITS):
        return None
    totp = TOTP(secret, step=STEP, digits=DIGITS)
    totp.time = now.timestamp()
    return totp.t() if totp.verify(int(code), tolerance=NEIGHBOURS, min_t=after + 1) else None


@transaction.atomic
def enrol(user: User, *, offer: str, code: str, now: datetime) -> list[str]:
    """Keep the offered secret once a code shows that the app has it. Answers the recovery codes, this once.

    Raises Refused for an offer that is too old, a wrong code, and somebody who has one already.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if has_one(user):
        raise Refused(_("A second factor is already set up."), code="duplicate")
    secret = offered_secret(user, offer)
    if secret is None:
        raise Refused(_("This page is too old. Open it again and scan the new code."), code="invalid")
    step = step_of(secret, _tidy(code), now=now)
    if step is None:
        raise Refused(_("This is not the code the app shows now."), field="code", code="invalid")
    SecondFactor.objects.create(
        user=user, secret=encrypt(secret, purpose=KEPT), enrolled_at=now, last_step=step
    )
    return _new_codes(user, now=now)


def accept(user: User, *, code: str, now: datetime) -> str | None:
    """Take a code: "app" or "recovery", None when it is wrong or was used before. Whoever comes second is refused."""
    code = _tidy(code)
    if len(code) != DIGITS:
        unused = RecoveryCode.objects.filter(user=user, digest=_digest(user, code), used_at=None)
        return RECOVERY if unused.update(used_at=now) else None
    factor = SecondFactor.objects.filter(user=user).first()
    secret = decrypt(factor.secret, purpose=KEPT) if factor else None
    step = step_of(secret, code, now=now, after=factor.last_step) if factor and secret else None
    if step is None:
        return None
    taken = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step).update(last_step=step)
    return APP if taken else None


@transaction.atomic
def renew_codes(user: User, *, code: str, now: datetime) -> list[str]:
    """Ten new recovery codes instead of what is left of the old ones. Raises Refused for a wrong code."""
    _insist(user, code=code, now=now)
    return _new_codes(user, now=now)


@transaction.atomic
def remove(user: User, *, code: str, now: datetime) -> None:
    """Go on without, or set up another phone; a required one has to be set up anew at once. Raises Refused."""
    _insist(user, code=code, now=now)
    _remove_rows(user)


@transaction.atomic
def reset(person: User, *, by: User) -> None:
    """Somebody lost phone and recovery codes: an administrator takes the factor away and ends every session.

    Raises Refused for a person out of reach, for oneself, and where there is none.
    """
    refuse_unless(by, "settings.people")
    refuse_out_of_reach(person, by=by)
    if person.pk == by.pk:
        raise Refused(_("Your own second factor is removed under My account."), code="forbidden")
    if not forget(person):
        raise Refused(_("This person has no second factor."), code="state")


@transaction.atomic
def forget(person: User) -> bool:
    """Whether there was a factor; it is gone now, with every session. For those who have asked who wants it."""
    if not has_one(person):
        return False
    _remove_rows(person)
    end_sessions(person)
    return True


def codes_left(user: User) -> int:
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def _insist(user: User, *, code: str, now: datetime) -> None:
    if accept(user, code=code, now=now) is None:
        raise Refused(_("This code is wrong or was used before."), field="code", code="invalid")


def _remove_rows(user: User) -> None:
    SecondFactor.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()


def _new_codes(user: User, *, now: datetime) -> list[str]:
    """80 random bits each: nobody finds one from its digest."""
    RecoveryCode.objects.filter(user=user).delete()
    codes = [b32encode(secrets.token_bytes(10)).decode() for _number in range(CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=_digest(user, code), made_at=now) for code in codes
    )
    return [_grouped(code) for code in codes]


def _digest(user: User, code: str) -> str:
    return sha256(f"{user.pk}:{code}".encode()).hexdigest()


def _tidy(code: str) -> str:
    """As typed with blanks, hyphens and small letters."""
    return "".join(sign for sign in code.upper() if sign.isalnum())[:64]


def _grouped(text: str) -> str:
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
