"""What a form does not offer cannot be sent along; what it changes says who asked (A3, D4).

Every form of every page goes off as it stands with a hundred fields more: each column name of the house, with a value
that occurs nowhere. No statement may carry that value, and whatever was not refused leaves its row.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from apps.accounts.models import User
from apps.audit.middleware import QUIET
from apps.audit.models import Act
from tests.browser.furnished import Furnished
from tests.house.odd_requests import Form
from tests.house.test_odd_input import Walker, forms_on_pages
from tests.house.watching import writing
from tests.house.whole_house import made

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


def sent(made: Furnished, *, every: bool) -> Iterator[tuple[Form, User]]:
    for number, pair in enumerate(forms_on_pages(made, Walker())):
        if every or number % 4 == 0:
            yield pair


@pytest.mark.parametrize(
    "every", [False, pytest.param(True, marks=pytest.mark.long)], ids=["sample", "everything"]
)
def test_no_column_can_be_sent_along(db: None, made: Furnished, every: bool) -> None:
    walker, names, faults, done = Walker(), columns(), [], 0
    for form, person in sent(made, every=every):
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
