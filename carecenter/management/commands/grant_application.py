"""Bring the rights of the application's database role up to date. `migrate` does it too."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from carecenter.roles import grant_application


class Command(BaseCommand):
    help = "Give the application's database role its rights (run as the owner, after migrate)."

    def handle(self, *args: Any, **options: Any) -> None:
        if grant_application():
            self.stdout.write(_("The application role has its rights."))
        else:
            self.stdout.write(_("Owner and application are one database role: nothing to grant."))
