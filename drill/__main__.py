"""Drill the house on this machine: script/drill. Prints figure, goal, pass; exit status 1 when one is missed.

Its servers and data are its own (var/drill). What a figure says holds for this machine and this size only.
"""

import os
import random
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # Django may be imported only when the environment names the drilled database
    from drill.crew import Crew
    from drill.figures import Drill, Figure

SEED = 20261122
DATABASE = "drill"
PASSWORD = "drilled-at-dawn"


def main() -> int:
    options = parse()
    os.environ.update(environment())
    from drill.crew import Crew

    crew = Crew(dict(os.environ) | {"CARECENTER_ROLE": "application"})
    try:
        drill = prepare(crew, options)
        crew.start()
        return run(drill, options)
    finally:
        crew.stop()


def parse() -> Namespace:
    parser = ArgumentParser(prog="script/drill", description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000, help="customers, documents and calls (200000)")
    parser.add_argument("--agents", type=int, default=60, help="people at work (60)")
    parser.add_argument("--seconds", type=int, default=600, help="how long each load lasts (600)")
    parser.add_argument("--away", type=int, default=300, help="seconds without Redis (300)")
    parser.add_argument(
        "--list-rows", type=int, default=20_000, help="rows of the list taken in meanwhile (20000)"
    )
    parser.add_argument(
        "--only", type=lambda text: text.split(","), metavar="NAMES", help="e.g. work,redis_away"
    )
    parser.add_argument(
        "--before", default="", metavar="REF", help="the last release's commit (the one released.json names)"
    )
    parser.add_argument("--seed", type=int, default=SEED)
    return parser.parse_args()


def environment() -> dict[str, str]:
    """Both roles on the drilled database; the tools of the benchmark find the same server."""
    from carecenter.embedded.addresses import database_url

    owner, application = (database_url(owner=who).rpartition("/")[0] for who in (True, False))
    return {
        "DATABASE_URL": f"{application}/{DATABASE}",
        "OWNER_DATABASE_URL": f"{owner}/{DATABASE}",
        "DJANGO_SETTINGS_MODULE": "carecenter.settings",
        "CARECENTER_ROLE": "owner",
        "SITE_URL": "http://127.0.0.1:8951",
        "LOG_LEVEL": "WARNING",
    }


def prepare(crew: "Crew", options: Namespace) -> "Drill":
    """The generated house, people who are signed in, and what the oracle says before anything is done."""
    from bench import big_house, scratch

    template = big_house.house(options.rows)
    scratch.copy_of(template, name=DATABASE)
    import django

    django.setup()
    from django.utils import timezone

    from apps.desk.oracle.checking import check_house
    from drill.figures import Drill
    from drill.people import signed_in

    names, cookies = signed_in(options.agents, password=PASSWORD)
    baseline = frozenset(finding.rule.key for finding in check_house(now=timezone.now(), most=1))
    dice = random.Random(options.seed)
    return Drill(crew, cookies, names, PASSWORD, options.seconds, options.away, dice, baseline)


def run(drill: "Drill", options: Namespace) -> int:
    from drill import edges, figures, full_disk, last_release, meanwhile

    steps: dict[str, Callable[[], list[figures.Figure]]] = {
        "work": lambda: figures.work(drill),
        "import_meanwhile": lambda: meanwhile.import_and_report(drill, options.list_rows),
        "shift_start": lambda: figures.shift_start(drill),
        "overload": lambda: edges.overload(drill),
        "postgres_restarts": lambda: figures.postgres_restarts(drill),
        "full_disk": lambda: full_disk.database_disk(drill),
        "redis_away": lambda: figures.redis_away(drill),
        "random_kills": lambda: figures.random_kills(drill),
        "roll_out": lambda: edges.roll_out(drill),
        "last_release": lambda: last_release.works_on_the_new_schema(drill, options.before),
        "consistent": lambda: figures.consistent(drill),
        "tested": lambda: figures.tested(drill),
    }
    print_heading(options)
    missed = 0
    for name, step in steps.items():
        if options.only and name not in options.only:
            missed += print_figure(figures.Figure("-", name, "not run", "run", False))
            continue
        missed += sum(print_figure(figure) for figure in step())
    say(f"\n{missed} missed." if missed else "\nAll goals met.")
    return 1 if missed else 0


def print_heading(options: Namespace) -> None:
    cores, size = os.cpu_count(), f"{options.rows} customers, documents and calls"
    say(f"seed {options.seed}; {size}; {options.agents} agents, {options.seconds} s each; {cores} cores;")
    say(f"load of the machine before: {os.getloadavg()[0]:.1f}; {time.strftime('%Y-%m-%d %H:%M')}\n")
    say("| figure | what | measured | goal | |\n|---|---|---|---|---|")


def print_figure(figure: "Figure") -> bool:
    """One line of the table; whether the goal was missed."""
    verdict = "pass" if figure.passed else "MISSED"
    say(f"| {figure.key} | {figure.what} | {figure.value} | {figure.goal} | {verdict} |")
    return not figure.passed


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
