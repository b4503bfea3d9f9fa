"""Remove the demo house, so that the house can be set up for real. Acts as the owner of the schema."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from apps.core.refusal import Refused
from apps.desk.demo.leaving import is_unfinished, leave, refuse_real_house


class Command(BaseCommand):
    help = "Remove the demo house with everything in it; the next visit shows the set-up page."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument(
            "--unfinished",
            action="store_true",
            help="only a demo house whose building was interrupted; never asks",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["unfinished"]:
            if is_unfinished():
                leave()
            return
        try:
            refuse_real_house()
            if not (options["yes"] or self.agreed()):
                self.stdout.write(_("Nothing has been removed."))
                return
            leave()
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(_("The demo house is gone. The next visit shows the set-up page."))

    def agreed(self) -> bool:
        answer = input(
            _("Everything in the demo house will be removed, also what you entered. Type yes to go on: ")
        )
        return answer.strip().lower() in ("yes", "y", "是")
