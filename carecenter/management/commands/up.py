"""Start the whole house: database, Redis, web, worker and beat; Ctrl-C stops all of it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from carecenter.embedded import VAR, Trouble
from carecenter.embedded.trouble import folder_trouble
from carecenter.running import terminal
from carecenter.running.address import Address
from carecenter.running.supervisor import House


class Command(BaseCommand):
    help = "Start the whole house: embedded servers unless named, migrations, web, worker and beat."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
        )
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: 8000)")
        demo = parser.add_mutually_exclusive_group()
        demo.add_argument("--empty", action="store_true", help="no demo house: begin with the set-up page")
        demo.add_argument(
            "--demo", action="store_true", help="load the demo house even into a named database"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        terminal.speak_the_terminals_language()
        terminal.forgive_narrow_terminals()
        if not 1 <= options["port"] <= 65535:
            raise Trouble(_("A port is a number from 1 to 65535."))
        house = House(Address(options["host"], options["port"]), loud=options["verbosity"] > 1)
        try:
            status = house.run(empty=options["empty"], demo=options["demo"])
        except OSError as error:
            raise folder_trouble(error, path=Path(error.filename or VAR)) from error
        if status:
            raise SystemExit(status)
