"""Ask the house whether it contradicts itself; exit status 1 when it does."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.desk.oracle.checking import MOST, RULES, check_house


class Command(BaseCommand):
    help = (
        "Check the data rules of the house by SQL of their own; one sentence a finding, exit status 1 if any."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", choices=["zh-hans", "en"], help="language of the sentences")
        parser.add_argument(
            "--only", default="", metavar="KEYS", help="these rules only, e.g. D1.duty,D6.line"
        )
        parser.add_argument(
            "--most", type=int, default=MOST, metavar="N", help=f"findings told for a rule ({MOST})"
        )
        parser.add_argument("--list", action="store_true", help="name the rules and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        known = {rule.key for rule in RULES}
        if options["list"]:
            self.stdout.write("\n".join(sorted(known)))
            return
        keys = frozenset(filter(None, options["only"].split(",")))
        if keys - known:
            raise CommandError(
                _("There is no such rule: %(keys)s") % {"keys": ", ".join(sorted(keys - known))}
            )
        with translation.override(options["language"] or translation.get_language()):
            self._tell(keys, most=options["most"])

    def _tell(self, keys: frozenset[str], *, most: int) -> None:
        found = check_house(now=timezone.now(), most=most, keys=keys)
        for finding in found:
            self.stdout.write(f"{finding.rule.key}: {finding.sentence}")
        if found:
            text = ngettext("%(count)s contradiction found.", "%(count)s contradictions found.", len(found))
            self.stderr.write(text % {"count": len(found)})
            raise SystemExit(1)
        asked = len(keys or RULES)
        self.stdout.write(_("The house is consistent: %(count)s rules asked.") % {"count": asked})
