"""Goal 2b: judging every cell of every row costs less than parsing the file."""

import gc
from collections.abc import Callable, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.cases.reading import ROWS
from bench.frame import Case, Measured, Ratio, folder, in_own_process, timed
from bench.lists import TODAY, settlements_file


class Checking(Case):
    key = "2b"
    title = "Judge every cell of 100 000 rows"
    goals = (Ratio("check_rows", to="calamine to_python", at_most=0.8),)

    def prepare(self) -> None:
        self.path = settlements_file(folder(), rows=self.rows(ROWS))

    def sides(self) -> Mapping[str, Callable[[], Measured]]:
        path = str(self.path)
        return {
            "calamine to_python": lambda: in_own_process("bench.cases.reading:read_floor", path=path),
            "check_rows": lambda: in_own_process("bench.cases.checking:check", path=path),
        }


def check(*, path: str) -> Measured:
    """From the read table to a verdict on each row; the reading itself is not counted."""
    from apps.customers.intake.reading import read_table
    from apps.customers.intake.rows import check_rows
    from apps.customers.intake.table_finding import find_table

    table = find_table(read_table(Path(path)))
    gc.freeze()
    tz = ZoneInfo("Asia/Shanghai")
    return timed(lambda: list(check_rows(table, kind="settlements", today=TODAY, tz=tz)))
