"""What the first page needs: schema, rights, reference data and, on a first start, the demo house."""

import sys
from collections.abc import Mapping
from io import StringIO

from django.apps import apps
from django.core.management import call_command, get_commands
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from carecenter.embedded import VAR, Trouble, children
from carecenter.embedded.places import BASE
from carecenter.roles import grant_application
from carecenter.running import terminal
from carecenter.running.interrupt import Interrupt

# Written once the question "demo house or own house?" is answered, so that leaving the demo is final.
DEMO_SETTLED = VAR / "demo_settled"


def prepare_database(interrupt: Interrupt) -> None:
    """Migrate if anything is unapplied, bring rights and reference data up to date. Acts as the owner.

    A demo house whose building was interrupted is cleared, so that it can be built anew.
    """
    executor = MigrationExecutor(connection)
    unapplied = executor.migration_plan(executor.loader.graph.leaf_nodes())
    interrupt.check()
    if unapplied:
        terminal.say(_("Preparing the database …"))
        call_command("migrate", interactive=False, verbosity=0)
    else:
        grant_application()
    interrupt.check()
    if "load_reference" in get_commands():
        call_command("load_reference", verbosity=0)
    if "leave_demo" in get_commands():
        call_command("leave_demo", "--unfinished")


def wants_demo(*, empty: bool, forced: bool, embedded: bool) -> bool:
    """Whether to load the demo house: only into a house without a store, and by itself only on a first start.

    Raises `Trouble` when it was asked for and a store is in the way.
    """
    if empty:
        settle_demo()
        return False
    if forced and has_store():
        raise Trouble(_("This house already has a store; the demo house only fits into an empty one."))
    return forced or (embedded and not DEMO_SETTLED.exists() and not has_store())


def load_demo(interrupt: Interrupt, *, env: Mapping[str, str]) -> None:
    """Run `load_demo` as the application, interruptibly. Raises `Trouble`, `Interrupted`."""
    if "load_demo" not in get_commands():
        return
    terminal.say(_("Building the demo house; this takes up to a minute, once …"))
    process = children.spawn(
        [sys.executable, BASE / "manage.py", "load_demo", "--verbosity=0"],
        output=sys.stderr.fileno(),
        env=env,
        cwd=BASE,
    )
    try:
        interrupt.wait_until(lambda: process.poll() is not None)
    finally:
        children.stop(process)
    if process.returncode != 0:
        raise Trouble(_("The demo house could not be built; --empty starts without it."))
    settle_demo()


def settle_demo() -> None:
    DEMO_SETTLED.touch()


def has_store() -> bool:
    return apps.get_model("accounts", "Store")._default_manager.exists()


def demo_sign_ins() -> str:
    """Names and passwords of the demo house, empty for a house of one's own."""
    if "load_demo" not in get_commands() or not has_store():
        return ""
    said = StringIO()
    call_command("load_demo", "--sign-ins", stdout=said)
    return said.getvalue().strip()


def close_connections() -> None:
    """The supervisor keeps no database session of its own once all is ready."""
    connections.close_all()
