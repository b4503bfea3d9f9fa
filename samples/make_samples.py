"""Writes the three sample lists beside this file: what a dealer's system exports, with all its dirt.

    python samples/make_samples.py [--day 2026-11-20] [--out samples]

The same day gives the same bytes. Nobody in the lists exists; documents lie in the three weeks before the day.
"""

import argparse
import datetime
from pathlib import Path

import deliveries
import members
import settlements

DAY = datetime.date(2026, 11, 20)


def main() -> None:
    """Writes settlements.xlsx, deliveries.xls (HTML, as many systems export it) and members.csv (GB18030)."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--day", type=datetime.date.fromisoformat, default=DAY, help="the day of the export")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="folder to write to")
    chosen = parser.parse_args()
    write_all(chosen.out, day=chosen.day)


def write_all(folder: Path, *, day: datetime.date) -> None:
    """The three files in `folder`, as exported on `day`."""
    folder.mkdir(parents=True, exist_ok=True)
    settlements.write(folder / "settlements.xlsx", day=day)
    deliveries.write(folder / "deliveries.xls", day=day)
    members.write(folder / "members.csv", day=day)


if __name__ == "__main__":
    main()
