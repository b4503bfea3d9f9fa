"""The verbs of people: first set-up, users, posts, absences, one-time links (domain.md section 3)."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from apps.accounts.access import posts_of, refuse_unless, store_of
from apps.accounts.models import Absence, Department, Post, Role, SignInSession, Store, User
from apps.core.refusal import Refused

FIRST_DEPARTMENTS = (
    ("care", "客户关爱部"),
    ("sales", "销售部"),
    ("aftersales", "售后部"),
    ("admin", "行政部"),
)


@transaction.atomic
def set_up_house(
    *, store: dict[str, Any], departments: list[tuple[str, str]], admin: dict[str, Any], now: datetime
) -> User:
    """First day: the store, its departments and its first administrator. Refused once a store exists.

    `departments` holds (kind, name) pairs. Returns the administrator, who is a superuser for /admin/ as well.
    """
    if Store.objects.select_for_update().exists():
        raise Refused(_("This house is already set up."), code="closed")
    house = Store.objects.create(**store)
    Department.objects.bulk_create(
        Department(store=house, kind=kind, name=name) for kind, name in departments
    )
    person = User.objects.create_user(**admin, is_staff=True, is_superuser=True)
    Post.objects.create(user=person, role=Role.SYSTEM_ADMIN, store=house, from_day=today_in(house, now))
    return person


def today_in(store: Store, now: datetime) -> date:
    """The store's own date at `now`."""
    return now.astimezone(ZoneInfo(store.tz)).date()


@transaction.atomic
def add_person(
    *, username: str, name: str, email: str, post: dict[str, Any], now: datetime, by: User
) -> User:
    """A new user with a first post and no password yet: they set it through a one-time link."""
    refuse_unless(by, "settings.people")
    if User.objects.filter(username=username).exists():
        raise Refused(_("This sign-in name is taken."), field="username", code="duplicate")
    person = User.objects.create_user(username, name=name, email=email, password=None)
    add_post(person, **post, now=now, by=by)
    return person


def add_post(
    person: User,
    *,
    role: str,
    department: Department | None,
    now: datetime,
    by: User,
    from_day: date | None = None,
    until_day: date | None = None,
    principal: User | None = None,
) -> Post:
    """Give a person a post in the administrator's store. A deputy's post names its principal and its end.

    Raises Refused for an unknown role, a department of another store, a department role without department.
    """
    refuse_unless(by, "settings.people")
    store = store_of(by)
    start = from_day or today_in(store, now)
    if role not in Role.values:
        raise Refused(_("There is no such role."), field="role", code="invalid")
    if department is not None and department.store_id != store.pk:
        raise Refused(_("This department belongs to another store."), field="department", code="invalid")
    if role in (Role.DEPARTMENT_HEAD, Role.DEPARTMENT_STAFF) and department is None:
        raise Refused(_("This role needs a department."), field="department", code="invalid")
    if until_day and until_day < start:
        raise Refused(_("The post would end before it begins."), field="until_day", code="invalid")
    if principal and not until_day:
        raise Refused(_("A deputy's post needs a last day."), field="until_day", code="invalid")
    return Post.objects.create(
        user=person,
        role=role,
        store=store,
        department=department,
        from_day=start,
        until_day=until_day,
        principal=principal,
    )


def end_post(post: Post, *, last_day: date, by: User) -> None:
    """End a post; the row stays, so that who answered for what remains readable."""
    refuse_unless(by, "settings.people")
    if last_day < post.from_day:
        raise Refused(_("The post would end before it begins."), field="until_day", code="invalid")
    if _is_last_administrator(post):
        raise Refused(_("The store would be left without an administrator."), code="state")
    post.until_day = last_day
    post.save(update_fields=["until_day"])


def _is_last_administrator(post: Post) -> bool:
    """Nobody else in the store has that post without an end: then nobody could ever give it again."""
    rows = Post.objects.filter(
        role=Role.SYSTEM_ADMIN, store=post.store_id, until_day__isnull=True, user__is_active=True
    )
    return post.role == Role.SYSTEM_ADMIN and not rows.exclude(pk=post.pk).exists()


def set_active(person: User, *, active: bool, by: User) -> None:
    """Let somebody in or keep them out; effective on their next request. Nobody locks themselves out."""
    refuse_unless(by, "settings.people")
    if person.pk == by.pk:
        raise Refused(_("You cannot switch off your own account."), code="invalid")
    refuse_out_of_reach(person, by=by)
    User.objects.filter(pk=person.pk).update(is_active=active)
    if not active:
        end_sessions(person)


def end_sessions(person: User, *, keep: str | None = None, only: int | None = None) -> int:
    """Sign a person out everywhere but in the session `keep`, or only in the one of that number. Answers how many."""
    rows = SignInSession.objects.filter(user=person).exclude(session_key=keep)
    ended, _kinds = (rows if only is None else rows.filter(number=only)).delete()
    return ended


def one_time_link(person: User, *, by: User) -> str:
    """Path of a link with which the person sets a new password; valid once and for three days."""
    refuse_unless(by, "settings.people")
    refuse_out_of_reach(person, by=by)
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    token = default_token_generator.make_token(person)
    return reverse("accounts:password_reset_confirm", args=[uid, token])


def refuse_out_of_reach(person: User, *, by: User) -> None:
    """An administrator rules over the accounts of the own store: not over one at work in another, nor over a superuser.

    Raises Refused(code="forbidden"): a link to set a password is as good as being that person.
    """
    posts = posts_of(person)
    elsewhere = bool(posts) and posts[0].store_id != store_of(by).pk
    if elsewhere or (person.is_superuser and not by.is_superuser):
        raise Refused(_("Your role may not do this."), code="forbidden")


def enter_absence(
    person: User, *, first_day: date, last_day: date, substitute: User | None, by: User
) -> Absence:
    """Note that somebody is away. Their open calls are dealt again by the callbacks sweep.

    Raises Refused for days the wrong way round, an overlap, or a substitute who is away or the person themselves.
    """
    refuse_unless(by, "settings.absences")
    if last_day < first_day:
        raise Refused(_("The absence would end before it begins."), field="last_day", code="invalid")
    if substitute is not None and substitute.pk == person.pk:
        raise Refused(_("Nobody stands in for themselves."), field="substitute", code="invalid")
    same_days = Absence.objects.filter(first_day__lte=last_day, last_day__gte=first_day)
    if same_days.filter(user=person).exists():
        raise Refused(
            _("This person is already entered as absent on some of these days."),
            field="first_day",
            code="duplicate",
        )
    if substitute is not None and same_days.filter(user=substitute).exists():
        raise Refused(
            _("The substitute is absent on some of these days."), field="substitute", code="invalid"
        )
    return Absence.objects.create(
        user=person, first_day=first_day, last_day=last_day, substitute=substitute, entered_by=by
    )


def end_absence(absence: Absence, *, by: User) -> None:
    """Take an absence back; what others have not begun meanwhile is given back by the sweep of the calls."""
    refuse_unless(by, "settings.absences")
    absence.delete()


def forget_sign_ins(*, before: datetime, now: datetime) -> int:
    """Remove who signed in or failed to before that moment, and sessions that have ended (K5). Answers how many."""
    gone = SignInSession.objects.filter(expire_date__lt=now).delete()[0]
    for log in (AccessLog, AccessFailureLog, AccessAttempt):
        gone += log.objects.filter(attempt_time__lt=before).delete()[0]
    return gone
