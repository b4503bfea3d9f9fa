"""Goal 2: a whole import – read, check with its dry run, take in with history, calls and duties – beside raw COPY.

Half of the people of the list are there already and get their address and a further document, half are new.
"""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from bench import crowd, scratch
from bench.cases.reading import ROWS
from bench.frame import Case, Measured, Most, Ratio, folder, in_own_process, timed
from bench.lists import settlements_file

EMPTY, BASE, CROWDED, WORK = "bench_empty", "bench_base", "bench_crowded", "bench_work"
NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
KNOWN_SHARE, CROWD_SHARE = 0.5, 10


class Importing(Case):
    key = "2"
    title = "Import 100 000 settlement notes of people of whom half are known"
    goals = (
        Ratio("import", to="parse and COPY", at_most=4.5),
        Ratio("import", to="its own rows", at_most=2, title="import to a bare COPY of the rows it adds"),
        Ratio("import", to="a tenth", at_most=1 / 0.75, title="a row of it to a row of a tenth"),
        Ratio(
            "into a crowd", to="import", at_most=1.15, title="among ten times as many others to among none"
        ),
        Ratio("again", to="parse and COPY", at_most=2.5, title="the same list again to parse and COPY"),
        Most("again", fact="written", at_most=0, title="row versions the same list again writes"),
        Most("import", fact="child_mb", at_most=350, title="memory of the reading child", unit=" MB"),
    )

    def prepare(self) -> None:
        rows = self.rows(ROWS)
        self.whole = settlements_file(folder(), rows=rows, visit=2)
        self.tenth = settlements_file(folder(), rows=rows // 10, visit=3)
        known = settlements_file(folder(), rows=int(rows * KNOWN_SHARE), visit=1, addresses=False)
        scratch.fresh(EMPTY)
        scratch.copy_of(EMPTY, name=BASE)
        in_own_process("bench.cases.importing:take_in", database=BASE, path=str(known))
        in_own_process("bench.crowd:settle", database=BASE, people=0)
        self.written = folder() / "written"
        scratch.copy_of(BASE, name=WORK)
        in_own_process(
            "bench.written_rows:lay_aside", database=WORK, path=str(self.whole), into=str(self.written)
        )
        scratch.copy_of(BASE, name=CROWDED)
        in_own_process("bench.crowd:settle", database=CROWDED, people=rows * CROWD_SHARE)

    def sides(self) -> Mapping[str, Callable[[], Measured]]:
        return {
            "parse and COPY": self._floor,
            "its own rows": self._own_rows,
            "import": lambda: self._import(BASE, self.whole),
            "again": lambda: in_own_process(
                "bench.cases.importing:take_in", database=WORK, path=str(self.whole), again=True
            ),
            "a tenth": lambda: self._import(BASE, self.tenth),
            "into a crowd": lambda: self._import(CROWDED, self.whole),
        }

    def _floor(self) -> Measured:
        scratch.copy_of(EMPTY, name=WORK)
        return in_own_process("bench.cases.importing:parse_and_copy", database=WORK, path=str(self.whole))

    def _own_rows(self) -> Measured:
        scratch.copy_of(BASE, name=WORK)
        return in_own_process(
            "bench.written_rows:parse_and_copy_back",
            database=WORK,
            path=str(self.whole),
            out_of=str(self.written),
        )

    def _import(self, template: str, path: Path) -> Measured:
        scratch.copy_of(template, name=WORK)
        return in_own_process("bench.cases.importing:take_in", database=WORK, path=str(path))

    def clear(self) -> None:
        scratch.drop(EMPTY, BASE, CROWDED, WORK)


def parse_and_copy(*, path: str) -> Measured:
    """The reader underneath and one COPY of its cells into an unlogged table without an index."""
    from django.db import connection

    columns = ", ".join(f"c{number} text" for number in range(20))
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(f"CREATE UNLOGGED TABLE floor ({columns})")
    _load_modules()
    copied: list[int] = []
    measured = timed(lambda: copied.append(_copy(path)))
    return Measured(measured.seconds, measured.facts, copied[0])


def _load_modules() -> None:
    """What a worker has loaded long before a list comes is no part of taking it in; the same for both sides."""
    for name in (
        "python_calamine",
        "apps.callbacks.services",
        "apps.customers.services.feeding",
        "apps.customers.rules.staged_rows",
        "apps.customers.intake.reading",
    ):
        import_module(name)


def _copy(path: str) -> int:
    """How many rows there were, without the heading."""
    import csv
    import io

    from django.db import connection
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert("COPY floor FROM STDIN (FORMAT csv)", text)
    return len(rows) - 1


def take_in(*, path: str, again: bool = False) -> Measured:
    """Everything `manage.py import_list` does for a file, and the sweep that opens its calls."""
    from django.db.models import CharField
    from django.db.models.functions import Cast

    from apps.customers.models import ImportBatch

    _load_modules()
    if again:
        # The same bytes are told at once; the same rows in another file are what has to be compared.
        ImportBatch.objects.update(file_hash=Cast("pk", CharField()))
    before = crowd.row_versions() if again else set()
    parts = Parts()
    measured = timed(lambda: _whole_import(Path(path), parts))
    batch = ImportBatch.objects.latest("pk")
    written = len(crowd.row_versions() - before) if again else 0
    facts = {"written": written, "new": batch.new_count, "changed": batch.changed_count}
    return Measured(measured.seconds, {**measured.facts, **facts, **parts.facts()}, batch.read_count)


class Parts:
    """Where the time of an import goes: the moments at which its progress passes from one part to the next."""

    def __init__(self) -> None:
        self._ends: dict[str, float] = {}
        self._began = time.perf_counter()

    def progress(self, _done: int, _total: int | None, phase: str) -> None:
        """Of a phase the last moment counts: the rows are sent before the first and kept after the last comparing."""
        name = {"read": "read", "check": "", "compare": "compare", "write": "write"}[phase]
        if phase == "compare" and name not in self._ends:
            self.end("judge and send")
        if phase == "write" and name not in self._ends:
            self.end("keep")
        if name:
            self.end(name)

    def end(self, name: str) -> None:
        self._ends[name] = time.perf_counter()

    def facts(self) -> dict[str, float]:
        """Seconds of each part, in the order in which they end."""
        moments = [self._began, *self._ends.values()]
        return {
            f"part {name}": end - before
            for (name, end), before in zip(self._ends.items(), moments, strict=False)
        }


def _whole_import(path: Path, parts: Parts) -> None:
    from apps.accounts.models import Store, User
    from apps.callbacks.services import open_due_follow_ups
    from apps.customers.services.feeding import feed_list

    store, by = Store.objects.get(), User.objects.get(username="root")
    summary = feed_list(
        path, source="DMS", store=store, now=NOW, by=by, dry_run=False, progress=parts.progress
    )
    parts.end("commit")
    if summary.error:
        raise RuntimeError(summary.error)
    open_due_follow_ups(now=NOW)
    parts.end("open calls")
