"""Take somebody's second factor away from the machine itself: for the last administrator who lost phone and codes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.second_factor import forget


class Command(BaseCommand):
    help = "Reset the second factor of a person and end their sessions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(username=options["username"]).first()
        if person is None or not forget(person):
            raise CommandError(_("This person has no second factor."))
        self.stdout.write(_("The second factor is reset. The person signs in with the password alone."))
