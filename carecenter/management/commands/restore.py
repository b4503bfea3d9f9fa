"""Bring a backup back into an empty database. Sweeps stay switched off until an administrator releases them."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from carecenter.keeping.manifest import Damaged
from carecenter.keeping.restoring import restore


class Command(BaseCommand):
    help = "Restore a backup into an empty database and an empty folder for files, and count what came back."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="one backup, as made by backup")
        parser.add_argument(
            "--live", action="store_true", help="the old house is gone: let the sweeps run at once"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = restore(options["folder"].expanduser().resolve(), paused=not options["live"])
        except Damaged as damage:
            raise CommandError(str(damage)) from damage
        taken_at = timezone.localtime(datetime.fromisoformat(manifest.taken_at))
        told = {"rows": sum(manifest.rows.values()), "at": f"{taken_at:%Y-%m-%d %H:%M}"}
        self.stdout.write(_("Restored: %(rows)s rows as of %(at)s.") % told)
        if not options["live"]:
            self.stdout.write(_("Every sweep is switched off; release them on the jobs page."))
