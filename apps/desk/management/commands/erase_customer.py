"""Erase a person at their own wish: words go, counts stay. Runs as the owner of the schema."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.refusal import Refused
from apps.desk.person.erasing import erase_customer, find_customer


class Command(BaseCommand):
    help = "Blank everything that tells who a customer is; documents, calls and complaints stay counted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("customer", help="id, phone number, document number or member number")
        parser.add_argument("--reason", required=True, help="why, for the record; without personal data")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            customer = find_customer(options["customer"])
            done = erase_customer(customer, reason=options["reason"], now=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        told = {"pk": customer.pk, "rows": done.list_rows, "files": done.files}
        self.stdout.write(
            _("Customer %(pk)s was erased: %(rows)s rows of lists and %(files)s files went too.") % told
        )
        if done.unchecked:
            text = _("%(count)s stored files were never checked and may still hold this person.")
            self.stdout.write(text % {"count": done.unchecked})
