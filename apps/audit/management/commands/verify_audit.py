"""Check that nobody has changed what is append-only. Exit status 1 and the first broken row when somebody has."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from apps.audit import services


class Command(BaseCommand):
    help = "Compare every sealed fact with its seal, and every seal with the one before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", default="", help="a seal noted outside the database; it must be there")

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = services.verify(head=options["head"])
        if verdict.fault:
            raise CommandError(verdict.fault)
        self.stdout.write(
            _("%(rows)s rows under %(seals)s seals are as they were written. Last seal: %(head)s")
            % {"rows": verdict.rows, "seals": verdict.seals, "head": verdict.head}
        )
