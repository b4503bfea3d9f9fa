"""Build the demo house in an empty database, or say who may sign in to it."""

from argparse import ArgumentParser
from datetime import UTC, date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Store
from apps.core.refusal import Refused
from apps.desk.demo import cast
from apps.desk.demo.loading import ZONE, load

AFTERNOON = time(15, 20)


class Command(BaseCommand):
    help = "Build the demo house: three months of a dealership's customer care. Only in an empty database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--sign-ins", action="store_true", help="only say who may sign in to the demo house"
        )
        parser.add_argument(
            "--store-day",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="a past day to end with, at 15:20",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["sign_ins"]:
            self.tell_sign_ins()
            return
        now = _moment(options["store_day"])
        if now > timezone.now():
            raise CommandError(_("The demo house ends today or on a day before."))
        try:
            load(now=now, told=self.told if options["verbosity"] > 1 else lambda day: None)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["verbosity"]:
            self.tell_sign_ins()

    def told(self, day: date) -> None:
        self.stdout.write(day.isoformat())

    def tell_sign_ins(self) -> None:
        """Names, roles and the password; nothing in a house of one's own."""
        if not Store.objects.filter(is_demo=True).exists() or not cast.is_furnished():
            return
        self.stdout.write(
            _("Demo sign-ins, all with the password %(password)s:") % {"password": cast.PASSWORD}
        )
        for username, name, role in cast.sign_ins():
            self.stdout.write(f"  {username:<8}{name}  {role}")


def _moment(day: date | None) -> datetime:
    """Now, or the afternoon of a given day by the store's clock."""
    return datetime.combine(day, AFTERNOON, ZONE).astimezone(UTC) if day else timezone.now()
