"""One access policy: which role may do what, and how far it sees. Pages, search, exports and templates ask here.

A row reads: action -> {role: scope}. Scopes widen: own < department < store < all. What is not listed is refused.
`visible_to` of every queryset takes its scope from the same row, so a page and its data cannot disagree.
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Post, Role, Store, User
from apps.core.refusal import Refused

OWN, DEPARTMENT, STORE, ALL = "own", "department", "store", "all"
WIDTH = {OWN: 0, DEPARTMENT: 1, STORE: 2, ALL: 3}

AGENT, MANAGER, DIRECTOR, GM = Role.AGENT, Role.CARE_MANAGER, Role.CUSTOMER_DIRECTOR, Role.GENERAL_MANAGER
HEAD, STAFF, CLERK, ADMIN_DEPT = Role.DEPARTMENT_HEAD, Role.DEPARTMENT_STAFF, Role.INFO_CLERK, Role.ADMIN_DEPT
QA, HR, SYSTEM, CONSULTANT = Role.QA_CLERK, Role.HR, Role.SYSTEM_ADMIN, Role.SALES_CONSULTANT
SHOWROOM, RECEPTION = Role.SHOWROOM_MANAGER, Role.RECEPTION

EVERYBODY = dict.fromkeys(Role.values, OWN)
CARE_STORE = {MANAGER: STORE, DIRECTOR: STORE}
CARE_TEAM = {AGENT: STORE, MANAGER: STORE, DIRECTOR: STORE}

ACTIONS: dict[str, dict[str, str]] = {
    # everyone signed in
    "account": EVERYBODY,
    "desk": EVERYBODY,
    "notices": EVERYBODY,
    "search": {AGENT: STORE, MANAGER: STORE, DIRECTOR: STORE, GM: STORE, HEAD: DEPARTMENT, CLERK: STORE},
    # duties
    "duties.why": EVERYBODY
    | {AGENT: STORE, MANAGER: STORE, DIRECTOR: STORE, GM: STORE, HEAD: DEPARTMENT, ADMIN_DEPT: STORE},
    "duties.names": {role: STORE for role in Role if role != AGENT},  # colleagues on the page "why then?"
    "duties.excuse": CARE_STORE,
    # customers
    "customers.view": {AGENT: STORE, MANAGER: STORE, DIRECTOR: STORE, GM: STORE, CLERK: STORE},
    "customers.reveal": {AGENT: STORE, MANAGER: STORE, DIRECTOR: STORE, CLERK: STORE},
    "customers.edit": {AGENT: STORE, MANAGER: STORE, DIRECTOR: STORE, CLERK: STORE},
    "customers.order": {MANAGER: STORE, DIRECTOR: STORE, CLERK: STORE},
    "customers.import": {CLERK: STORE, SYSTEM: STORE, MANAGER: STORE},
    "customers.commit_import": {SYSTEM: STORE, MANAGER: STORE},
    "customers.feed": {CLERK: STORE, SYSTEM: STORE, MANAGER: STORE, DIRECTOR: STORE, GM: STORE},
    "customers.members": {AGENT: STORE, MANAGER: STORE, CLERK: STORE},
    "customers.find_wrong_members": {MANAGER: STORE, CLERK: STORE},
    "customers.export": {MANAGER: STORE, DIRECTOR: STORE},
    "customers.exports": dict.fromkeys((AGENT, CLERK, SYSTEM, HR), OWN) | CARE_STORE | {GM: STORE},
    "customers.allow_export": CARE_STORE | {GM: STORE},
    "customers.segments": {AGENT: STORE, MANAGER: STORE, DIRECTOR: STORE, GM: STORE},
    "customers.save_segment": CARE_STORE,
    "customers.merge": {MANAGER: STORE, DIRECTOR: STORE, CLERK: STORE},
    "customers.copy": CARE_STORE,
    "customers.erase": {DIRECTOR: STORE},
    # callbacks
    "callbacks.call": {AGENT: OWN, MANAGER: STORE, DIRECTOR: STORE},
    "callbacks.list": {AGENT: OWN, MANAGER: STORE, DIRECTOR: STORE, GM: STORE},
    "callbacks.reassign": CARE_STORE,
    "callbacks.cancel": CARE_STORE,
    "callbacks.enter_later": CARE_STORE,
    "callbacks.spot_check": {MANAGER: STORE, DIRECTOR: STORE, ADMIN_DEPT: STORE},
    "callbacks.export": CARE_STORE,
    "callbacks.corrections": {AGENT: STORE, MANAGER: STORE, DIRECTOR: STORE, CLERK: STORE, RECEPTION: STORE},
    "callbacks.recordings": {AGENT: OWN, MANAGER: STORE, DIRECTOR: STORE, ADMIN_DEPT: STORE},
    "callbacks.inquiries": EVERYBODY | {MANAGER: STORE, DIRECTOR: STORE, GM: STORE},
    "callbacks.day_sheets": {AGENT: OWN, MANAGER: STORE, DIRECTOR: STORE, GM: STORE, QA: STORE},
    # complaints
    "complaints.board": {
        AGENT: STORE,
        MANAGER: STORE,
        DIRECTOR: STORE,
        GM: STORE,
        HEAD: DEPARTMENT,
        STAFF: OWN,
    },
    "complaints.register": CARE_TEAM,
    "complaints.issue": CARE_STORE,
    "complaints.sign": {HEAD: DEPARTMENT, MANAGER: DEPARTMENT},
    "complaints.contact": {HEAD: DEPARTMENT, MANAGER: DEPARTMENT, STAFF: OWN, AGENT: OWN},
    "complaints.propose": {HEAD: DEPARTMENT, MANAGER: DEPARTMENT, STAFF: OWN, AGENT: OWN},
    "complaints.return": {HEAD: DEPARTMENT, MANAGER: DEPARTMENT},
    "complaints.raise": CARE_STORE,
    "complaints.extend": CARE_STORE,
    "complaints.close": CARE_STORE,
    "complaints.close_unsatisfied": {DIRECTOR: STORE},
    "complaints.seen": {DIRECTOR: STORE},
    "complaints.invalidate": CARE_STORE,
    "complaints.reopen": CARE_STORE,
    "complaints.attach": {AGENT: STORE, MANAGER: STORE, DIRECTOR: STORE, HEAD: DEPARTMENT, STAFF: OWN},
    "complaints.visit": {HEAD: DEPARTMENT, MANAGER: STORE, DIRECTOR: STORE, STAFF: OWN, AGENT: OWN},
    "complaints.compensate": {HEAD: DEPARTMENT, MANAGER: STORE, DIRECTOR: STORE},
    "complaints.approve_compensation": {MANAGER: STORE, DIRECTOR: STORE, GM: STORE},
    "complaints.investigate": {HEAD: DEPARTMENT, MANAGER: STORE, DIRECTOR: STORE},
    "complaints.tell_case": CARE_STORE,
    "complaints.cases": EVERYBODY | dict.fromkeys((AGENT, MANAGER, DIRECTOR, GM, HEAD, STAFF, QA), STORE),
    "complaints.causes": CARE_STORE,
    "complaints.inventory": {AGENT: STORE, MANAGER: STORE, DIRECTOR: STORE, GM: STORE, HEAD: DEPARTMENT},
    "complaints.export": CARE_STORE,
    # penalties
    "penalties.mine": EVERYBODY,
    "penalties.list": {MANAGER: STORE, DIRECTOR: STORE, ADMIN_DEPT: STORE, GM: STORE},
    "penalties.decide": {MANAGER: STORE, DIRECTOR: STORE, ADMIN_DEPT: STORE},
    "penalties.slip": {HEAD: STORE, MANAGER: STORE, DIRECTOR: STORE, ADMIN_DEPT: STORE, GM: STORE},
    "penalties.accept": {HEAD: DEPARTMENT, MANAGER: DEPARTMENT, DIRECTOR: DEPARTMENT, GM: STORE},
    "penalties.outages": {MANAGER: STORE, DIRECTOR: STORE, SYSTEM: STORE},
    "penalties.decide_appeal": {MANAGER: STORE, DIRECTOR: STORE, GM: STORE},
    "penalties.month": {MANAGER: STORE, DIRECTOR: STORE, HR: STORE, GM: STORE},
    "penalties.wages": {HR: STORE},
    "penalties.exceptions": {GM: STORE, DIRECTOR: STORE},
    "penalties.ready_month": {MANAGER: STORE},
    "penalties.close_month": {DIRECTOR: STORE, HR: STORE},
    "penalties.reverse": {DIRECTOR: STORE, GM: STORE},
    # reports
    "reports.read": {AGENT: STORE, MANAGER: STORE, DIRECTOR: STORE, GM: ALL, HEAD: DEPARTMENT, QA: STORE},
    "reports.drill": {AGENT: STORE, MANAGER: STORE, DIRECTOR: STORE, GM: STORE},
    "reports.prepare": {AGENT: STORE, MANAGER: STORE},
    "reports.review": CARE_STORE,
    "reports.submit": {AGENT: STORE, MANAGER: STORE},
    "reports.reopen": CARE_STORE,
    "reports.task": {MANAGER: STORE, DIRECTOR: STORE, GM: STORE},
    "reports.tasks": EVERYBODY | {AGENT: STORE, MANAGER: STORE, DIRECTOR: STORE, GM: STORE, HEAD: DEPARTMENT},
    "reports.crm": {AGENT: STORE, MANAGER: STORE, DIRECTOR: STORE, GM: STORE, QA: STORE},
    "reports.settings": CARE_STORE,
    "reports.satisfaction": {MANAGER: STORE, DIRECTOR: STORE, GM: STORE, HEAD: DEPARTMENT},
    "reports.satisfaction_write": CARE_STORE,
    "reports.satisfaction_confirm": {DIRECTOR: STORE, GM: STORE},
    "reports.export": {AGENT: STORE, MANAGER: STORE, DIRECTOR: STORE, GM: STORE},
    # house
    "jobs": {SYSTEM: ALL},
    "settings": {SYSTEM: STORE, MANAGER: STORE, DIRECTOR: STORE},
    "settings.people": {SYSTEM: STORE},
    "settings.absences": {SYSTEM: STORE, MANAGER: STORE},
    "settings.rules": {SYSTEM: STORE},
    "settings.questionnaires": {SYSTEM: STORE, MANAGER: STORE, DIRECTOR: STORE},
    "settings.calendar": {SYSTEM: STORE},
    "settings.audit": {SYSTEM: STORE},
}


def posts_of(user: User) -> list[Post]:
    """The posts in force today in their store's zone; read once per user object, so once per request.

    Of one store, that of the oldest post: a right held in another store is worth nothing in this one.
    """
    if not hasattr(user, "_posts"):
        keep_posts(user, user.posts.select_related("store", "department").order_by("from_day", "pk"))
    return user._posts


def keep_posts(user: User, posts: Iterable[Post]) -> None:
    """Let `posts_of` answer from these rows: all posts of the person, the oldest first, with store and department."""
    now = timezone.now()
    held = [p for p in posts if _in_force(p, now.astimezone(ZoneInfo(p.store.tz)).date())]
    user._posts = [p for p in held if p.store_id == held[0].store_id]
    user._scopes = {}  # what `scope` has answered: a page asks for the same actions many times


def _in_force(post: Post, on: date) -> bool:
    return post.from_day <= on and (post.until_day is None or post.until_day >= on)


def store_of(user: User) -> Store:
    """The store the person works for. Raises PermissionDenied for somebody without a post."""
    posts = posts_of(user)
    if not posts:
        raise PermissionDenied
    return posts[0].store


def scope(user: User, action: str) -> str | None:
    """The widest scope any of the person's posts has for `action`; None means refused."""
    if not user.is_authenticated or not user.is_active:
        return None
    posts, known = posts_of(user), user._scopes
    if action not in known:
        allowed = ACTIONS[action]
        scopes = [allowed[post.role] for post in posts if post.role in allowed]
        known[action] = max(scopes, key=WIDTH.__getitem__, default=None)
    return known[action]


def may(user: User, action: str) -> bool:
    return scope(user, action) is not None


def departments_of(user: User, action: str) -> list[int]:
    """Ids of the departments in which a post of the person carries `action`; other posts' departments do not count."""
    return [post.department_id for post in _posts_with(user, action, DEPARTMENT) if post.department_id]


def _posts_with(user: User, action: str, width: str) -> list[Post]:
    return [post for post in posts_of(user) if ACTIONS[action].get(post.role) == width]


def stores_within(user: User, action: str) -> list[int]:
    """Ids of the stores of which the person sees every row: what a set-based statement takes instead of `limit`."""
    width = scope(user, action)
    if width == ALL:
        return list(Store.objects.order_by("pk").values_list("pk", flat=True))
    return [store_of(user).pk] if width == STORE else []


def stand_in(person: int, *, store: int, action: str, width: str) -> User:
    """Somebody with that scope for one action, by ids alone: for questions put into words once (`core.prepared`)."""
    user = User(pk=person)
    user._posts, user._scopes = [Post(user=user, store=Store(pk=store))], {action: width}
    return user


def refuse_unless(user: User, action: str) -> None:
    """Guard of a verb. Raises Refused(code="forbidden")."""
    if not may(user, action):
        raise Refused(_("Your role may not do this."), code="forbidden")


def limit(
    rows: QuerySet[Any],
    user: User,
    action: str,
    *,
    store: str = "store",
    department: str | None = None,
    own: str | tuple[str, ...] | None = None,
) -> QuerySet[Any]:
    """Rows of `rows` inside the person's scope for `action`; the keywords name the columns that say whose a row is."""
    width = scope(user, action)
    if width is None:
        return rows.none()
    if width == ALL:
        return rows
    rows = rows.filter(**{store: store_of(user)})
    if width == STORE:
        return rows
    if width == DEPARTMENT and department is not None:
        reach = Q(**{f"{department}__in": departments_of(user, action)})
        return rows.filter(reach | _is_own(user, own) if _posts_with(user, action, OWN) else reach)
    return rows.filter(_is_own(user, own))


def _is_own(user: User, own: str | tuple[str, ...] | None) -> Q:
    mine = Q(pk__in=[])
    for column in (own,) if isinstance(own, str) else own or ():
        mine |= Q(**{column: user})
    return mine


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """A part of a page cannot show the sign-in form: the whole page goes there, and comes back to its own address."""
    if not getattr(request, "htmx", False):
        return redirect_to_login(request.get_full_path())
    answer = redirect_to_login(request.htmx.current_url_abs_path or "/")
    return HttpResponse(status=204, headers={"HX-Redirect": answer.url})


View = TypeVar("View", bound=Callable[..., HttpResponse])


def requires(action: str) -> Callable[[View], View]:
    """State who may open a view. Anonymous people are sent to sign in; others without the right get 403."""
    ACTIONS[action]

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if not may(request.user, action):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.action = action
        return guarded

    return decorate


def public(view: View) -> View:
    """Mark a view that everybody may open: sign-in, reset link, set-up page of an empty house."""
    view.action = "public"
    return view
