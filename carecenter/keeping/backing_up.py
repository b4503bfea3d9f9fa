"""Take a backup: a consistent dump, the uploaded files, the manifest; complete or not there at all."""

import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg2 import sql

from carecenter.keeping import tools
from carecenter.keeping.manifest import Manifest, add_files, read_checked

DUMP = "database.dump"
FILES = "files"


def back_up(target: Path, *, now: datetime) -> Path:
    """Write the backup as a new folder below `target`, named by the moment (UTC), and read it once to prove it.

    It grows under a draft name and gets its own only when whole, so a killed backup is never taken for one.
    Raises `CommandError` and `Damaged`.
    """
    folder = target / f"carecenter-{now:%Y%m%d-%H%M%S}"
    draft = folder.with_name(f".{folder.name}.draft")
    if folder.exists():
        raise CommandError(_("There is a backup %(folder)s already.") % {"folder": folder})
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    manifest = _dump(draft / DUMP, now=now)
    _copy_files(draft / FILES)
    add_files(manifest, folder=draft)
    manifest.write(draft)
    read_checked(draft)
    draft.rename(folder)
    return folder


def _dump(path: Path, *, now: datetime) -> Manifest:
    """The dump and the counts come from one snapshot: what is written meanwhile is in neither."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot(), version()")
        snapshot, server = cursor.fetchone()
        rows = _counted(connection.introspection.table_names(cursor))
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
        migrations = [name for (name,) in cursor.fetchall()]
        tools.run(
            "pg_dump", "-Fc", "-Z", "3", "--no-owner", f"--snapshot={snapshot}", "-f", path,
            database=connection.settings_dict,
        )  # fmt: skip
    return Manifest(taken_at=now.isoformat(), server=server, migrations=migrations, rows=rows)


def _counted(tables: list[str]) -> dict[str, int]:
    return {table: count_rows(table) for table in sorted(tables)}


def count_rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        return int(cursor.fetchone()[0])


def _copy_files(target: Path) -> None:
    """Uploads are written once and never changed; one that is removed while we copy was not to be kept."""
    target.mkdir()
    root = Path(settings.FILES_ROOT)
    for path in sorted(root.rglob("*")) if root.exists() else []:
        if path.is_file():
            copy = target / path.relative_to(root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copy2(path, copy)
            except FileNotFoundError:
                copy.unlink(missing_ok=True)
