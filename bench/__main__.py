"""Measures the goals for speed, each beside its floor, and fails where one is missed.

How to read the table: every line is one goal. "floor" and "ours" are median seconds of the two sides; both ran
alternately in this very run (A B A B), because figures of different runs on a shared machine say nothing about each
other. "ratio" is the median of the rounds' ratios, "goal" the most it may be. Lines without a floor bound a fact
(MB of memory, rows written) in every round; their "ratio" is that fact. Only ratios mean anything beyond this machine.
Exit status 0: all goals met, 1: at least one missed.
"""

import os
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter

from bench.cases import CASES
from bench.frame import Case, Line, Rounds
from bench.table import print_case, print_heading, print_verdict


def main() -> int:
    options = parse(sys.argv[1:])
    chosen = [case for case in CASES if not options.only or case.key in options.only]
    if options.list or not chosen:
        sys.stdout.writelines(f"{case.key:4} {case.title}\n" for case in CASES)
        return 0 if options.list else 2
    set_up()
    print_heading()
    lines = [line for case in chosen for line in measure(case(rows=options.rows), rounds=options.rounds)]
    missed = [line for line in lines if not line.passed]
    print_verdict(len(lines), missed=len(missed))
    return 1 if missed else 0


def parse(arguments: list[str]) -> Namespace:
    parser = ArgumentParser(
        prog="script/bench", description=__doc__, formatter_class=RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--only", type=lambda text: text.split(","), metavar="KEYS", help="these goals only, e.g. 1,2b"
    )
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="how often each side runs (3)")
    parser.add_argument(
        "--rows", type=int, metavar="N", help="another size than the goals name, for a quick look"
    )
    parser.add_argument("--list", action="store_true", help="name the goals and stop")
    return parser.parse_args(arguments)


def set_up() -> None:
    import django

    from carecenter import embedded

    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    embedded.ensure()
    django.setup()


def measure(case: Case, *, rounds: int) -> list[Line]:
    try:
        case.prepare()
        sides = case.sides()
        found: Rounds = [{name: run() for name, run in sides.items()} for _ in range(rounds)]
    finally:
        case.clear()
    lines = [goal.judge(found) for goal in case.goals]
    print_case(case, rounds=found, lines=lines)
    return lines


if __name__ == "__main__":
    sys.exit(main())
