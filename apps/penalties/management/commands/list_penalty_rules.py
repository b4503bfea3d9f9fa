"""`manage.py list_penalty_rules`: every rule of fines in words, with the values in force."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from apps.accounts.models import Store
from apps.penalties.services import rules_in_words
from apps.penalties.services.open_months import local_day


class Command(BaseCommand):
    help = "Print every rule of fines in words, with the values in force and the sentence it comes from."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--store", help="code of the store; default: all")
        parser.add_argument("--language", help="language of the sentences, such as zh-hans or en")

    def handle(self, *args: Any, **options: Any) -> None:
        stores = Store.objects.order_by("pk")
        if options["store"]:
            stores = stores.filter(code=options["store"])
        if not stores:
            raise CommandError("There is no such store.")
        with translation.override(options["language"] or translation.get_language()):
            for store in stores:
                self._print(store)

    def _print(self, store: Store) -> None:
        self.stdout.write(f"{store.name} ({store.code})")
        for rule in rules_in_words(store, on=local_day(store, timezone.now())):
            since = f" [{rule.since:%Y-%m-%d}]" if rule.since else ""
            self.stdout.write(f"  {rule.rule:<5}{rule.text}{since}")
            if rule.phrase:
                self.stdout.write(f"       “{rule.phrase}” {rule.source}".rstrip())
