#!/usr/bin/env python3
"""Every command of the house: Django's own and ours, with the embedded servers where none are named."""

import importlib
import os
import sys

# Commands that change the schema, the reference data or what is append-only; the rest act as the application.
OWNERS_COMMANDS = {
    "backup",
    "erase_customer",
    "flush",
    "grant_application",
    "leave_demo",
    "load_reference",
    "makemigrations",
    "migrate",
    "pgtrigger",
    "restore",
    "sqlflush",
    "squashmigrations",
    "test",
    "up",
}
# Commands that need no server, or (up) start their own.
SERVERLESS_COMMANDS = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "startapp",
    "testserver",
    "up",
    "version",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carecenter.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    os.environ.setdefault("CARECENTER_ROLE", "owner" if command in OWNERS_COMMANDS else "application")
    try:
        from django.core.management import execute_from_command_line
        from django.db import OperationalError
        from django.utils.translation import gettext
    except ModuleNotFoundError:
        sys.exit(
            "Django is not installed here: run script/server once. 尚未安装依赖，请先运行 script/server。"
        )
    from carecenter import embedded

    try:
        if needs_servers(command, arguments=sys.argv[2:]):
            importlib.import_module(
                os.environ["DJANGO_SETTINGS_MODULE"]
            )  # reads .env, which may name servers
            embedded.ensure()
        execute_from_command_line(sys.argv)
    except embedded.Trouble as trouble:
        sys.exit(str(trouble))
    except OperationalError as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(gettext("The database refused: %(said)s") % {"said": str(error).splitlines()[0]})


def needs_servers(command: str, *, arguments: list[str]) -> bool:
    """Whether the command will talk to the database; asking for help or a version never does."""
    asks_for_help = command.startswith("-") or {"--help", "-h", "--version"} & set(arguments)
    return not (command in SERVERLESS_COMMANDS or asks_for_help)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
