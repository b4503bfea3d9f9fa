"""pg_dump and pg_restore: those on the PATH or those packaged with the embedded server, whichever fit."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from carecenter.embedded import Trouble, postgres

NAMES = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}


def run(tool: str, *arguments: str | Path, database: Mapping[str, Any]) -> str:
    """Run the tool on a database given as Django names it; what it printed. Raises `CommandError` with its words.

    The password goes by the environment, where other users of the machine cannot read it.
    """
    told = {variable: str(database[key]) for key, variable in NAMES.items() if database.get(key)}
    argv: Sequence[str] = [str(find(tool)), *(str(one) for one in arguments)]
    done = subprocess.run(argv, env={**os.environ, **told}, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["-"])[-1]
        raise CommandError(_("%(tool)s did not succeed: %(said)s") % {"tool": tool, "said": said})
    return done.stdout


def find(tool: str) -> Path:
    """The packaged tool is as new as the embedded server; a server of one's own comes with its own on the PATH."""
    candidates = [shutil.which(tool)]
    with suppress(Trouble):
        candidates.insert(1 if os.environ.get("DATABASE_URL") else 0, str(postgres.binaries() / tool))
    for one in candidates:
        if one and Path(one).exists():
            return Path(one)
    raise CommandError(
        _("%(tool)s was not found: install the client programs of PostgreSQL.") % {"tool": tool}
    )
