"""A list that comes by itself, out of a folder at night: the steps of an import without a person (S21)."""

import dataclasses
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pghistory
from django.core.files import File
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.accounts import access
from apps.accounts.models import Role, Store, User
from apps.core.refusal import Refused
from apps.core.remembering import remembering
from apps.customers.models import ImportBatch
from apps.customers.services.import_checking import Progress, check, silent
from apps.customers.services.import_files import AlreadyHere, receive_file
from apps.customers.services.import_reading import LISTS_NOT_READ, fail_import, parse, set_mapping
from apps.customers.services.import_taking_in import check_and_take_in
from apps.customers.services.staging import store_day
from apps.notices.services import tell

State = ImportBatch.State
SYSTEM_NAME = "nightly-feed"
# Remarks about a list that nobody but a person can settle.
DOUBTS = frozenset(("half_document", "rows_above"))
NOT_TAKEN_IN = gettext_noop("The list %(file)s was not taken in.")
NOT_READ = gettext_noop("Only one sheet of the list %(file)s was read; further sheets hold a list too.")
TO_DECIDE = gettext_noop("%(count)s people of the list %(file)s may be customers already: please decide.")


@dataclasses.dataclass(frozen=True)
class Summary:
    """What became of a file. The four counts add up to `read`; `error` is a sentence, empty when all went well.

    `undecided` people of the refused rows wait for a decision on the page of conflicts.
    """

    state: str
    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    undecided: int = 0
    error: str = ""
    batch: int | None = None

    def as_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self)


def system_person() -> User:
    """The person under whom lists come in that nobody brings; has no post and cannot sign in."""
    person, created = User.objects.get_or_create(
        username=SYSTEM_NAME, defaults={"name": _("Nightly feed"), "is_active": False}
    )
    if created:
        person.set_unusable_password()
        person.save(update_fields=["password"])
    return person


def feeder(username: str | None, *, store: Store) -> User:
    """Who brings the list. Raises Refused for an unknown person, or one who may not take lists in for this store."""
    if username is None:
        return system_person()
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise Refused(
            _("There is no active person with the name %(name)s.") % {"name": username}, code="invalid"
        )
    if not access.may(person, "customers.commit_import") or access.store_of(person) != store:
        raise Refused(
            _("%(name)s may not take lists in for this store.") % {"name": username}, code="forbidden"
        )
    return person


def feed_list(
    path: Path,
    *,
    source: str,
    store: Store,
    now: datetime,
    by: User,
    dry_run: bool,
    progress: Progress = silent,
) -> Summary:
    """Read, match as remembered or guessed, check and take in one file; `dry_run` stops before customers are written.

    A file that came in before changes nothing; one that was only checked goes on from there. Never raises for
    anything the file may be: what is wrong is `Summary.error`. What needs a person is told to those who may act.
    """
    summary = _fed(path, source=source, store=store, now=now, by=by, dry_run=dry_run, progress=progress)
    if not dry_run:
        for title in _news(summary):
            _tell(summary, title=title, file=_file_name(path), store=store, now=now)
    return summary


def _news(summary: Summary) -> Iterator[str]:
    """What a person has to know or do about the list."""
    if summary.error:
        yield NOT_TAKEN_IN
    elif summary.undecided:
        yield TO_DECIDE
    batch = ImportBatch.objects.filter(pk=summary.batch).first()
    if batch and any(remark["code"] == LISTS_NOT_READ for remark in batch.found.get("remarks", ())):
        yield NOT_READ


def _tell(summary: Summary, *, title: str, file: str, store: Store, now: datetime) -> None:
    """A notice to those who may take lists in, once for each import, state and title."""
    page = (
        reverse("customers:import_detail", args=[summary.batch])
        if summary.batch
        else reverse("customers:import_list")
    )
    today = store_day(store, now=now)
    people = [
        person
        for role in (Role.SYSTEM_ADMIN, Role.CARE_MANAGER)
        for person in User.objects.holding(role, store=store, on=today)
    ]
    tell(
        people,
        kind="customers.feed",
        key=f"feed:{summary.batch or now.isoformat()}:{summary.state}{':sheets' if title == NOT_READ else ''}",
        title=title,
        params={"file": file, "count": summary.undecided},
        url=page,
        at=now,
        store=store,
    )


def _fed(
    path: Path, *, source: str, store: Store, now: datetime, by: User, dry_run: bool, progress: Progress
) -> Summary:
    try:
        batch = _received(path, source=source, store=store, now=now, by=by)
    except (Refused, OSError) as problem:
        return Summary(State.FAILED, error=_sentence(problem))
    if batch.state == State.COMMITTED:
        good = batch.read_count - batch.refused_count
        return _summary(batch, new=0, changed=0, same=good)
    with pghistory.context(command="import_list", user=by.pk), remembering():
        return _carried_on(batch, now=now, by=by, dry_run=dry_run, progress=progress)


def _sentence(problem: Exception) -> str:
    if isinstance(problem, Refused):
        return str(problem)
    return _("The file cannot be opened: %(reason)s.") % {"reason": getattr(problem, "strerror", "") or "?"}


def _file_name(path: Path) -> str:
    """The name as it may be stored: names of folders may hold bytes that are no text."""
    return os.fsencode(path.name).decode("utf-8", "replace")


def _received(path: Path, *, source: str, store: Store, now: datetime, by: User) -> ImportBatch:
    if not path.exists():
        raise Refused(_("There is no such file."), code="invalid")
    if not path.is_file():
        raise Refused(_("This is not a file."), code="invalid")
    try:
        with path.open("rb") as opened:
            return receive_file(
                File(opened, name=_file_name(path)), store=store, source=source, now=now, by=by
            )
    except AlreadyHere as known:
        return known.batch


def _carried_on(batch: ImportBatch, *, now: datetime, by: User, dry_run: bool, progress: Progress) -> Summary:
    try:
        _matched(batch, now=now)
        _checked(batch, now=now, by=by, dry_run=dry_run, progress=progress)
        if not dry_run:
            _refuse_hopeless(batch)
    except Refused as refusal:
        batch.refresh_from_db()
        return _summary(batch, error=str(refusal))
    return _summary(batch)


def _matched(batch: ImportBatch, *, now: datetime) -> None:
    """Bring the import to its dry run, whatever step it stands at."""
    if batch.state == State.COMMITTING:
        raise Refused(_("This list is being taken in at the moment."), code="state")
    if batch.state == State.UPLOADED:
        parse(batch)
    if batch.state == State.PARSED:
        _refuse_doubtful(batch)
        set_mapping(batch, batch.mapping, kind=batch.kind, now=now, remember=False)


def _checked(batch: ImportBatch, *, now: datetime, by: User, dry_run: bool, progress: Progress) -> None:
    try:
        if dry_run:
            check(batch, now=now, progress=progress)
        else:
            check_and_take_in(batch, now=now, by=by, progress=progress)
    except Refused as refusal:
        if refusal.code != "stale":
            fail_import(batch, error=str(refusal))
        raise


def _refuse_doubtful(batch: ImportBatch) -> None:
    """What only a person can answer waits for one; once answered it is remembered."""
    remembered = batch.found.get("remembered")
    doubts = DOUBTS.intersection(remark["code"] for remark in batch.found["remarks"])
    if not batch.kind or (doubts and not remembered):
        raise Refused(
            _("The columns were not recognised for certain: match them once on the page of this import."),
            code="state",
        )
    if batch.found.get("hidden_sheet") and not remembered:
        raise Refused(
            _("The only list stands on a hidden sheet: confirm it once on the page of this import."),
            code="state",
        )


def _refuse_hopeless(batch: ImportBatch) -> None:
    if batch.read_count == batch.refused_count:
        raise Refused(_("Nothing was taken in: every row was refused."), code="state")


def _summary(batch: ImportBatch, **other: Any) -> Summary:
    counts = {
        "new": batch.new_count,
        "changed": batch.changed_count,
        "same": batch.same_count,
        "refused": batch.refused_count,
        "undecided": batch.conflicts.open().count(),
    }
    told = {"state": batch.state, "read": batch.read_count, "batch": batch.pk, **counts, **other}
    if not told.get("error") and batch.state == State.FAILED:
        told["error"] = batch.error
    return Summary(**told)
