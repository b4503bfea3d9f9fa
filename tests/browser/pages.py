"""Every page of the house: found through the URL names, opened by the first person who may."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from apps.accounts.access import may
from apps.accounts.models import User
from tests.browser.furnished import Furnished

ORDER = (
    "zhou",
    "lin",
    "root",
    "fang",
    "gao",
    "wu",
    "qian",
    "meng",
    "song",
    "zhang",
    "han",
    "shen",
    "bai",
    "wei",
    "tao",
)
# URL name -> the object shown; what is not named here takes the object of its app
SHOWN = {
    "desk:call": "call",
    "desk:evidence": "penalty",
    "desk:customer": "customer",
    "desk:import_result": "taken",
    "desk:data_check": "order",
    "desk:flag_end": "flag",
    "desk:flag_review": "flag",
    "desk:member_edit": "member",
    "desk:payroll_file": "month",
    "customers:export_decide": "export_grant",
    "desk:merge_undo": "merge",
    "desk:opt_out_withdraw": "opt_out",
    "desk:phone_edit": "phone",
    "desk:role_edit": "role",
    "desk:vehicle_edit": "vehicle",
    **dict.fromkeys(
        (
            "desk:consent_new",
            "desk:dismiss_duplicate",
            "desk:flag_new",
            "desk:merge",
            "desk:note_new",
            "desk:opt_out_new",
            "desk:person_copy",
            "desk:person_erase",
            "desk:role_new",
        ),
        "customer",
    ),
    **dict.fromkeys(
        ("desk:segment", "desk:segment_change", "desk:segment_export", "desk:segment_remove"), "segment"
    ),
    "customers:import_detail": "previewed",
    "customers:import_table": "parsed",
    "customers:import_refused": "taken",
    "customers:import_take_in": "taken",
    "customers:import_cancel": "taken",
    "customers:import_retry": "taken",
    "customers:member_day": "member_day",
    "customers:phone_reveal": "phone",
    "callbacks:order": "order",
    "callbacks:saved_list": "saved",
    "callbacks:inquiry": "inquiry",
    "callbacks:day_sheet": "lin",
    "desk:questionnaire": "draft_set",
    "desk:outcome": "outcome",
    "desk:outcome_step": "outcome",
    "desk:recording": "recording",
    "desk:question_new": "draft_set",
    "desk:question": "draft_question",
    "desk:question_step": "draft_question",
    "callbacks:inquiry_hand_over": "inquiry",
    "callbacks:inquiry_dismiss": "inquiry",
    "penalties:month_detail": "open_month",
    "penalties:outage_withdraw": "outage",
    "penalties:wages": "open_month",
    "accounts:person": "lin",
    "complaints:cause": "cause",
    "notices:room": "room",
    "reports:task": "report_task",
    "reports:crm_check": "crm_check",
    "reports:task_withdraw": "report_task",
}
SHOWN_BY_APP = {
    "accounts": "lin", "callbacks": "sheet", "complaints": "handling", "customers": "customer", "desk": "call",
    "duties": "duty", "jobs": "job", "notices": "notice", "penalties": "penalty", "reports": "report",
}  # fmt: skip
OTHER_ARGUMENTS = {
    "key": "callback.repair.due_days",
    "kind": "week",
    "step": "return",
    "day": "2026-11-02",
    "uidb64": "MQ",
    "token": "x-y",
}
# pages shown in more than one state
AGAIN = (
    ("desk:call", "ended", ""), ("desk:call", "verify_call", ""), ("customers:import_detail", "parsed", ""),
    ("customers:import_detail", "taken", ""), ("reports:detail", "draft", ""), ("complaints:board", None, "?as=table"),
    ("complaints:detail", "registered", ""), ("complaints:detail", "closed", ""),
    ("penalties:month_detail", "month", ""), ("penalties:paper", "reward", ""), ("desk:search", None, "?q=139"),
)  # fmt: skip
OPENED_BY = {"desk:call": "lin", "complaints:step": "song"}
HOMES = ("lin", "zhou", "fang", "song", "root", "qian")  # one of each kind of home page
OWN_APPS = set(SHOWN_BY_APP)


@dataclass(frozen=True)
class Page:
    name: str
    path: str
    person: User

    def __str__(self) -> str:
        return f"{self.name} {self.path} as {self.person.username}"


def named_views() -> Iterator[tuple[str, URLPattern]]:
    """(URL name, pattern) of the house's own views."""
    for resolver in get_resolver().url_patterns:
        if isinstance(resolver, URLResolver) and resolver.namespace in OWN_APPS:
            for pattern in resolver.url_patterns:
                yield f"{resolver.namespace}:{pattern.name}", pattern


def path_of(name: str, pattern: URLPattern, made: Furnished, *, shown: str | None = None) -> str:
    given: dict[str, Any] = {}
    for argument in pattern.pattern.converters:
        if argument == "pk":
            given["pk"] = _object(shown or SHOWN.get(name) or SHOWN_BY_APP[name.split(":")[0]], made).pk
        else:
            given[argument] = made.sample.get(f"{name}.{argument}") or OTHER_ARGUMENTS[argument]
    return reverse(name, kwargs=given)


def _object(shown: str, made: Furnished) -> Any:
    return made.people.get(shown) or made.sample[shown]


def who_may(pattern: URLPattern, made: Furnished) -> list[User]:
    action = pattern.callback.action
    if action == "public":
        return []
    return [made[name] for name in ORDER if may(made[name], action)]


def all_pages(made: Furnished) -> list[Page]:
    """One entry a page. Left out are verbs, downloads, parts of pages and redirects; a view that fails is kept, so
    that the walk meets it."""
    found = [page for name, pattern in named_views() for page in _entries(name, pattern, made)]
    patterns = dict(named_views())
    for name, shown, query in AGAIN:
        people = _first(name, who_may(patterns[name], made), made)
        path = path_of(name, patterns[name], made, shown=shown) + query
        found += [Page(name, path, person) for person in people]
    return found + [Page("desk:home", "/", made[name]) for name in HOMES]


def _entries(name: str, pattern: URLPattern, made: Furnished) -> list[Page]:
    path = path_of(name, pattern, made)
    people = _first(name, who_may(pattern, made), made)
    return [Page(name, path, person) for person in people if is_page(path, person)]


def _first(name: str, people: list[User], made: Furnished) -> list[User]:
    if name in OPENED_BY:
        return [made[OPENED_BY[name]]]
    return people[:1]


def is_page(path: str, person: User) -> bool:
    client = Client()
    client.force_login(person)
    answer = client.get(path)
    if answer.status_code in (301, 302, 405):
        return False
    if answer.status_code != 200:
        return True
    is_html = answer["Content-Type"].startswith("text/html") and not answer.streaming
    return is_html and answer.content.lstrip()[:9].lower() == b"<!doctype"
