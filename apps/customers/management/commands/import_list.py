"""`manage.py import_list FILE --source NAME`: a list out of a folder, for a nightly feed."""

import json
import logging
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error as DatabaseError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from apps.accounts.models import Store
from apps.core.refusal import Refused
from apps.customers.services.feeding import Summary, feed_list, feeder

log = logging.getLogger(__name__)
FAILED = "failed"


class Command(BaseCommand):
    help = "Import one list; prints one JSON object with state, counts and error, and fails with status 1."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="xlsx, xls or csv")
        parser.add_argument(
            "--source", required=True, help="name of the system the list comes from, such as DMS"
        )
        parser.add_argument("--store", help="code of the store; not needed where there is one store only")
        parser.add_argument("--by", metavar="USERNAME", help="who brings the list; default: the nightly feed")
        parser.add_argument("--dry-run", action="store_true", help="check only; no customer is written")
        parser.add_argument("--language", help="language of the sentences, such as zh-hans or en")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"] or translation.get_language()):
            summary = brought_in(options)
        if hasattr(sys.stdout, "reconfigure"):  # a cron job's locale may know no Chinese
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        self.stdout.write(json.dumps(summary.as_json(), ensure_ascii=False))
        self.stdout.flush()
        if summary.error:
            sys.exit(1)


def brought_in(options: dict[str, Any]) -> Summary:
    """The one summary, whatever happens on the way."""
    try:
        store = chosen_store(options["store"])
        return feed_list(
            Path(options["file"]),
            source=options["source"],
            store=store,
            now=timezone.now(),
            by=feeder(options["by"], store=store),
            dry_run=options["dry_run"],
            progress=progress if sys.stderr.isatty() else silent,
        )
    except Refused as refusal:
        return Summary(FAILED, error=str(refusal))
    except DatabaseError as problem:
        return Summary(FAILED, error=_("The database refused: %(said)s") % {"said": first_line(problem)})
    except Exception as problem:
        log.error("import_list failed", exc_info=options["traceback"])
        said = {"said": f"{type(problem).__name__}: {first_line(problem)}"}
        return Summary(FAILED, error=_("The list could not be imported: %(said)s") % said)


def first_line(problem: Exception) -> str:
    return (str(problem).splitlines() or [""])[0][:300]


def chosen_store(code: str | None) -> Store:
    """The store named, or the only one. Raises Refused."""
    stores = Store.objects.order_by("pk")
    if code is not None:
        if store := stores.filter(code=code).first():
            return store
        raise Refused(_("There is no store with the code %(code)s.") % {"code": code}, code="invalid")
    found = list(stores[:2])
    if not found:
        raise Refused(_("There is no store yet."), code="state")
    if len(found) > 1:
        raise Refused(_("There are several stores: name one with --store."), code="invalid")
    return found[0]


def silent(done: int, total: int | None, phase: str) -> None:
    """Nobody watches."""


def progress(done: int, total: int | None, phase: str) -> None:
    """For a person who started the command by hand; the summary alone stands on standard output."""
    sys.stderr.write(f"{phase} {done}/{total or '?'}\n")
