"""Reads any spreadsheet a person brings, in a child process that may die of it (S21; M12, M13, B1)."""

import dataclasses
import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from apps.core.remembering import remembered
from apps.customers.intake.cell_text import printable
from apps.customers.intake.collector import paused_collector
from apps.customers.intake.columns import label
from apps.customers.intake.sentences import SENTENCES
from apps.customers.intake.sheet import Cell, Limits, Merge, Sheet, Workbook

ROOT = Path(__file__).resolve().parents[3]
# Start-up of the child and writing of its answer come on top of the time the file may take.
GRACE_SECONDS = 3
# What the operating system's end of a child says: out of processor time, killed, aborted for want of memory.
ENDINGS = {-signal.SIGXCPU: "too_long", -signal.SIGKILL: "too_long", -signal.SIGABRT: "too_much_memory"}


class Unreadable(Exception):
    """The file, or its table, is of no use: `code`, `params`, and `sentence` in the active language."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    @property
    def sentence(self) -> str:
        """What a person is told."""
        return str(SENTENCES[self.code]) % {name: _in_words(value) for name, value in self.params.items()}

    def __str__(self) -> str:
        return self.sentence

    def as_json(self) -> dict[str, Any]:
        """For a JSON column; `Unreadable(**)` is rebuilt from code and params."""
        return {"code": self.code, "params": self.params}


def _in_words(value: object) -> object:
    """Canonical column names are kept in `params`, so that a stored refusal speaks its reader's language."""
    names = str(value).split()
    return (
        gettext(", ").join(str(label(name)) for name in names) if names and all(map(label, names)) else value
    )


@remembered
def read_table(path: Path | str, *, limits: Limits | None = None) -> Workbook:
    """The workbook in the file, its type decided by content.

    Raises Unreadable with a sentence for everything else: too large, a bomb, a password, damaged, another kind of
    file, more than `limits.seconds` seconds or `limits.memory_bytes` bytes. Takes 30 s at most, plus start-up.
    """
    limits = limits or Limits()
    source = Path(path).resolve()
    if not source.is_file():
        raise Unreadable("no_file")
    if source.stat().st_size > limits.packed_bytes:
        size, limit = source.stat().st_size // 2**20, limits.packed_bytes // 2**20
        raise Unreadable("too_large", size=size, limit=limit)
    with tempfile.TemporaryDirectory(prefix="intake-") as folder:
        answer = Path(folder) / "answer.jsonl"
        status = _run_child(source, answer=answer, limits=limits)
        if status != 0:
            raise Unreadable(ENDINGS.get(status, "crashed"), limit=limits.seconds)
        with paused_collector():
            return _load(answer)


def _run_child(source: Path, *, answer: Path, limits: Limits) -> int:
    command = [sys.executable, "-m", "apps.customers.intake.parse_child", str(source), str(answer)]
    try:
        done = subprocess.run(
            [*command, json.dumps(dataclasses.asdict(limits))],
            cwd=ROOT,
            env={
                "PATH": "/usr/bin:/bin",
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTHONUTF8": "1",
                "LC_ALL": "C.UTF-8",
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=limits.seconds + GRACE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as problem:
        raise Unreadable("too_long", limit=limits.seconds) from problem
    return done.returncode


def _load(answer: Path) -> Workbook:
    lines = _lines(answer)
    first = next(lines, None)
    if first is None:
        raise Unreadable("crashed")
    if "broken" in first:
        raise Unreadable(first["broken"], **first["params"])
    book = Workbook(**{**first["book"], "remarks": tuple(first["book"]["remarks"])}, sheets=[])
    ended = False
    for line in lines:
        if isinstance(line, list):
            book.sheets[-1].rows.extend(map(tuple, line))
        elif "sheet" in line:
            book.sheets.append(_sheet(line["sheet"]))
        elif "broken" in line:
            raise Unreadable(line["broken"], **line["params"])
        else:
            ended = line["end"] == len(book.sheets)
    if not ended:
        raise Unreadable("crashed")
    return book


def _lines(answer: Path) -> Iterator[Any]:
    if not answer.exists():
        return
    with answer.open(encoding="utf-8", errors="surrogatepass") as lines:
        for line in lines:
            try:
                yield json.loads(line, parse_float=_number)
            except ValueError:
                return


def _number(text: str) -> Cell:
    """Whole numbers as int: a phone is never "13800138000.0"."""
    if text.endswith(".0"):
        return int(text[:-2])
    number = float(text)
    return int(number) if number.is_integer() else number


def _sheet(head: dict[str, Any]) -> Sheet:
    return Sheet(
        name=printable(head["name"]),
        rows=[],
        hidden=head["hidden"],
        hidden_rows=frozenset(head["hidden_rows"]),
        hidden_columns=frozenset(head["hidden_columns"]),
        merges=tuple(Merge(*corner) for corner in head["merges"]),
        uncalculated=frozenset((row, column) for row, column in head["uncalculated"]),
        date_1904=head["date_1904"],
    )
