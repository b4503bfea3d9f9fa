"""What a form does not offer cannot be sent along; what it changes says who asked; nobody else sends it (A1, A3, D4).

Every form of every page goes off as it stands with a hundred fields more: each column name of the house, with a value
that occurs nowhere. No statement may carry that value, and whatever was not refused leaves its row. Then the same form,
filled in, is sent by people whose own page does not offer it, and by people of another store.
"""

from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import resolve

from apps.accounts.access import ACTIONS, ALL, may, scope
from apps.accounts.models import Role, User
from apps.audit.middleware import QUIET
from apps.audit.models import Act
from tests.browser.furnished import Furnished
from tests.house.odd_requests import Form, forms_of
from tests.house.test_odd_input import Walker, forms_on_pages
from tests.house.watching import text_of, writing
from tests.house.whole_house import made
from tests.house_of_three import build_house

__all__ = ["made"]
PLANTED = "987654321"
HOUSE = {"accounts", "callbacks", "complaints", "customers", "duties", "penalties", "reports", "rulebook"}
# Read by the house itself and kept as typed: what a page asked to remember of its own filters, and the draft.
NOBODY_LEFT = {"accounts:sign_out"}  # writes the end of a session, which names the person itself
KEPT_AS_SENT = {"callbacks_savedlist", "customers_segment", "callbacks_draft", "callbacks_heldsave"}


def columns() -> set[str]:
    """Every column of the house, as a form might name it: `owner` and `owner_id`."""
    fields = [
        field
        for model in apps.get_models()
        if model._meta.app_label in HOUSE and not hasattr(model, "pgh_tracked_model")
        for field in model._meta.concrete_fields
    ]
    return {field.name for field in fields} | {field.attname for field in fields}


def planted_in(written: Any) -> list[str]:
    return [table for table, values in written.pairs if PLANTED in values and table not in KEPT_AS_SENT]


@pytest.fixture(scope="module")
def forms(made: Furnished) -> list[tuple[Form, User]]:
    """Every form of every page, with somebody to whom it is offered."""
    return list(forms_on_pages(made, Walker()))


EACH = pytest.mark.parametrize(
    "every", [False, pytest.param(True, marks=pytest.mark.long)], ids=["sample", "everything"]
)


@EACH
def test_no_column_can_be_sent_along(
    db: None, made: Furnished, forms: list[tuple[Form, User]], every: bool
) -> None:
    walker, names, faults, done = Walker(), columns(), [], 0
    for form, person in forms if every else forms[::4]:
        more = dict.fromkeys(names - set(form.fields), PLANTED)
        # Signed in before each, so that neither taking back the request nor the one before has ended the session.
        walker.clients.pop(person.pk, None)
        walker.client_of(person)
        with transaction.atomic(), writing() as written:
            answer = walker.send(person, "post", form.action, more | form.fields)
            transaction.set_rollback(True)
        faults += [f"{form.action} wrote it to {table}" for table in planted_in(written)]
        if answer is None or answer.status_code >= 400:
            continue
        done += 1
        page = answer.resolver_match.view_name
        if page not in {*QUIET, *NOBODY_LEFT} and Act._meta.db_table not in written.tables:
            faults.append(f"{page} left no trace of who asked")
    assert not faults, "\n".join(faults)
    assert not walker.faults
    assert done > 10


def test_a_planted_value_would_be_seen(db: None, made: Furnished) -> None:
    """Negative control: a form that does take the field writes the value, and this test sees it."""
    with transaction.atomic(), writing() as written:
        User.objects.filter(pk=made["lin"].pk).update(email=PLANTED)
        transaction.set_rollback(True)
    assert planted_in(written) == [User._meta.db_table]


# What every store shares: settings of the whole house, and its background work.
OF_THE_WHOLE_HOUSE = (
    "jobs:",
    "complaints:cause",
    "desk:outcome",
    "desk:question",
    "desk:rule",
    "desk:script",
)
# A head may also do on the card what the page offers the handler; and anybody has read what is their own.
OFFERED_ELSEWHERE = {"complaints:step", "notices:read_all"}
REFUSED = (403, 404, 405)
ITS_OWN = {"accounts_signinsession", "audit_act"}


class Replay:
    """The same filled-in form, sent by one person after another; what each wrote is taken back."""

    def __init__(self) -> None:
        self.walker = Walker()
        self.pages: dict[tuple[int, str], set[str]] = {}

    def send(self, form: Form, person: User) -> tuple[int, set[str]]:
        """(status, tables written to)."""
        typed = {name: form.fields[name] or "核对一下" for name in form.texts}
        self.walker.client_of(person)
        with transaction.atomic(), writing() as written:
            answer = self.walker.send(person, "post", form.action, form.fields | typed)
            transaction.set_rollback(True)
        return (answer.status_code if answer else 500), set(written.tables) - ITS_OWN

    def is_offered(self, form: Form, person: User) -> bool:
        """Does the page that carries the form carry it for this person too?"""
        key = (person.pk, form.page)
        if key not in self.pages:
            answer = self.walker.send(person, "get", form.page)
            self.pages[key] = {one.action for one in forms_of(form.page, text_of(answer))}
        return form.action in self.pages[key]


@pytest.fixture(scope="module")
def strangers(made: Furnished) -> list[User]:
    """Of another store, one of each role."""
    other, departmental = build_house("other", "外店"), (Role.DEPARTMENT_HEAD, Role.DEPARTMENT_STAFF)
    return [
        other.person(f"other-{role}", "外人", role, other.aftersales if role in departmental else other.care)
        for role in Role.values
    ]


@EACH
def test_nobody_else_can_send_it(
    db: None, made: Furnished, forms: list[tuple[Form, User]], strangers: list[User], every: bool
) -> None:
    replay, faults, done, told_off = Replay(), [], 0, 0
    one_of_each = {(resolve(one.action).view_name, frozenset(one.fields)): (one, by) for one, by in forms}
    for form, owner in list(one_of_each.values())[:: 1 if every else 9]:
        match = resolve(form.action)
        action = match.func.action
        if action not in ACTIONS or match.view_name in NOBODY_LEFT:
            continue
        done += replay.send(form, owner)[0] < 400
        others = [one for one in made.people.values() if one != owner and may(one, action)]
        inside = [one for one in others if not replay.is_offered(form, one)]
        outside = [one for one in strangers if scope(one, action) not in (None, ALL)] if match.kwargs else []
        if match.view_name.startswith(OF_THE_WHOLE_HOUSE):
            outside = []
        if match.view_name in OFFERED_ELSEWHERE:
            inside = []
        for person in (*inside, *outside):
            status, wrote = replay.send(form, person)
            told_off += status >= 400
            if wrote or (status < 400 and person in inside) or (status not in REFUSED and person in outside):
                faults.append(
                    f"{form.action} of {owner.username} by {person.username}: {status} {wrote or ''}"
                )
    assert not faults, "\n".join(faults)
    assert not replay.walker.faults
    assert done >= 3 and told_off > 10, (done, told_off)


def test_a_form_that_others_can_send_would_be_seen(db: None, made: Furnished) -> None:
    """Negative control: what a colleague may do does write, and the replay sees it."""
    customer = made.sample["customer"]
    form = Form(
        f"/customers/{customer.pk}/note/", "post", f"/customers/{customer.pk}/", {"text": ""}, {"text": 9}
    )
    status, wrote = Replay().send(form, made["du"])
    assert (status, "customers_note" in wrote) == (302, True)
