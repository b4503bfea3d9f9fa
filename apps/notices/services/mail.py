"""One mail a day with what is unread: never at night, numbers only, to those who want it."""

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Store, User
from apps.jobs import services as jobs
from apps.notices.models import Notice, Preference
from apps.notices.services.hours import open_day

MOST = 30


def choose_mail(user: User, *, wanted: bool) -> None:
    """Whether this person gets the daily mail."""
    Preference.objects.update_or_create(user=user, defaults={"mail": wanted})


def ask_for_digests(*, now: datetime, store: Store | None = None) -> int:
    """Sweep: a job for each person with unread notices that were never mailed; once a day, in business hours.

    Returns how many people wait for their mail today.
    """
    asked = 0
    for one in Store.objects.all() if store is None else [store]:
        day = open_day(one, now=now)
        if day is None:
            continue
        for pk in _waiting(one).values_list("user_id", flat=True):
            jobs.ask(
                "notices.mail_digest", key=f"digest:{pk}:{day}", now=now, store=one,
                payload={"user": pk, "store": one.pk},
            )  # fmt: skip
            asked += 1
    return asked


def _waiting(store: Store) -> QuerySet[Notice]:
    unread = Notice.objects.filter(store=store, read_at__isnull=True, mailed_at__isnull=True)
    reachable = Q(user__is_active=True) & ~Q(user__email="")
    wanted = Q(user__notice_preference__isnull=True) | Q(user__notice_preference__mail=True)
    return unread.filter(reachable & wanted).order_by("user_id").distinct("user_id")


def send_digest(user: User, *, store: Store, now: datetime) -> int:
    """Mail what is unread and was never mailed, in the person's language. Returns how many notices it told.

    A crash between sending and the commit may send a day's mail twice; none is ever lost.
    """
    rows = Notice.objects.select_for_update().filter(
        user=user, store=store, read_at__isnull=True, mailed_at__isnull=True
    )
    notices = list(rows.order_by("-at"))
    if not notices or not user.email:
        return 0
    with translation.override(user.language or settings.LANGUAGE_CODE):
        subject = ngettext(
            "CareCenter: %(count)s notice waits for you",
            "CareCenter: %(count)s notices wait for you",
            len(notices),
        ) % {"count": len(notices)}
        send_mail(subject, _text(notices), settings.DEFAULT_FROM_EMAIL, [user.email])
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=now)
    return len(notices)


def _text(notices: list[Notice]) -> str:
    lines = [f"· {notice.sentence}\n  {settings.SITE_URL}{notice.url}" for notice in notices[:MOST]]
    more = len(notices) - MOST
    if more > 0:
        lines.append(_("and %(count)s more in your inbox") % {"count": more})
    return "\n".join([*lines, "", f"{settings.SITE_URL}/notices/"])
