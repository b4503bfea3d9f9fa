"""Bring a backup back into an empty database, and prove that all of it came back."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils.translation import gettext as _

from carecenter.keeping import tools
from carecenter.keeping.backing_up import DUMP, FILES, count_rows
from carecenter.keeping.manifest import Damaged, Manifest, read_checked

PAUSE = """
INSERT INTO jobs_switchedoff (kind, at, by_id)
SELECT kind, clock_timestamp(), (SELECT min(id) FROM accounts_user)
  FROM unnest(%s::text[]) kind WHERE EXISTS (SELECT 1 FROM accounts_user)
ON CONFLICT DO NOTHING
"""
HOLD = "UPDATE jobs_job SET state = 'cancelled', ended_at = clock_timestamp() WHERE state IN ('asked', 'running')"


def restore(folder: Path, *, paused: bool) -> Manifest:
    """Read the whole backup, restore it, count every table. Raises `Damaged` and `CommandError`.

    Only into an empty database. `paused` leaves every sweep switched off and open jobs cancelled, so that a copy sends
    and decides nothing before somebody releases it on the jobs page (K3).
    """
    manifest = read_checked(folder)
    _refuse_unless_empty()
    database = connection.settings_dict
    tools.run(
        "pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges",
        "-d", str(database["NAME"]), folder / DUMP, database=database,
    )  # fmt: skip
    _compare(manifest)
    _put_files(folder / FILES)
    call_command("migrate", interactive=False, verbosity=0)
    if paused:
        _pause()
    return manifest


def _refuse_unless_empty() -> None:
    with connection.cursor() as cursor:
        if connection.introspection.table_names(cursor):
            raise CommandError(_("The database is not empty. Restore into a new one."))
    root = Path(settings.FILES_ROOT)
    if root.exists() and any(path.is_file() for path in root.rglob("*")):
        raise CommandError(_("The folder for files %(folder)s is not empty.") % {"folder": root})


def _compare(manifest: Manifest) -> None:
    """Counted by the new server itself, before anything else is written."""
    for table, count in manifest.rows.items():
        if count_rows(table) != count:
            raise Damaged(_("Table %(table)s did not come back whole.") % {"table": table})


def _put_files(source: Path) -> None:
    root = Path(settings.FILES_ROOT)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.copytree(source, root, dirs_exist_ok=True)


def _pause() -> None:
    from carecenter.celery import SWEEPS

    with connection.cursor() as cursor:
        cursor.execute(PAUSE, [sorted(SWEEPS)])
        cursor.execute(HOLD)
