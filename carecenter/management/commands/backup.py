"""Take a backup of the house: database, uploaded files, manifest with checksums. Safe while people work."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from carecenter.keeping.backing_up import back_up
from carecenter.keeping.manifest import Damaged, read_checked


class Command(BaseCommand):
    help = (
        "Back up database and files into a new folder below TARGET; --check reads one and proves every byte."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, help="folder that holds backups; with --check one backup")
        parser.add_argument("--check", action="store_true", help="only read this backup")

    def handle(self, *args: Any, **options: Any) -> None:
        target = options["target"].expanduser().resolve()
        try:
            if options["check"]:
                told = {"count": len(read_checked(target).files), "folder": target}
                self.stdout.write(_("The backup %(folder)s is whole: %(count)s files.") % told)
                return
            folder = back_up(target, now=timezone.now())
        except Damaged as damage:
            raise CommandError(str(damage)) from damage
        self.stdout.write(_("The backup is complete: %(folder)s") % {"folder": folder})
