"""Goal 1: reading a workbook costs little more than the reader underneath, in a child that stays small."""

from collections.abc import Callable, Mapping
from pathlib import Path

from bench.frame import Case, Measured, Most, Ratio, folder, in_own_process, timed
from bench.lists import settlements_file

ROWS = 100_000


class Reading(Case):
    key = "1"
    title = "Read an xlsx of 20 columns (100 000 rows)"
    goals = (
        Ratio("read_table", to="calamine to_python", at_most=1.2),
        Most("read_table", fact="child_mb", at_most=350, title="memory of the reading child", unit=" MB"),
    )

    def prepare(self) -> None:
        self.path = settlements_file(folder(), rows=self.rows(ROWS))

    def sides(self) -> Mapping[str, Callable[[], Measured]]:
        return {
            "calamine to_python": lambda: in_own_process(
                "bench.cases.reading:read_floor", path=str(self.path)
            ),
            "read_table": lambda: in_own_process("bench.cases.reading:read_ours", path=str(self.path)),
        }


def read_floor(*, path: str) -> Measured:
    """The library alone: every cell as a Python value."""
    from python_calamine import CalamineWorkbook

    return timed(lambda: CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python())


def read_ours(*, path: str) -> Measured:
    """The same file through the child process, compared with its XML, as plain cells on our side."""
    from apps.customers.intake.reading import read_table

    return timed(lambda: read_table(Path(path)))
