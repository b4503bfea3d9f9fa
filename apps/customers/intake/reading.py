"""Reads any spreadsheet a person brings, in a child process that may die of it (S21; M12, M13, B1)."""

import dataclasses
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext

from apps.core.remembering import remembered
from apps.customers.intake.cell_text import printable
from apps.customers.intake.collector import paused_collector
from apps.customers.intake.columns import label
from apps.customers.intake.sentences import SENTENCES
from apps.customers.intake.sheet import Limits, Merge, Sheet, Workbook
from apps.customers.intake.wire import unpack

ROOT = Path(__file__).resolve().parents[3]
# Start-up of the child and writing of its answer come on top of the time the file may take.
GRACE_SECONDS = 3
ANSWER_CHARACTERS = 2**30
PIPE_BYTES = 2**18
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
    with paused_collector():
        return _answer(source, limits=limits)


def _answer(source: Path, *, limits: Limits) -> Workbook:
    """Takes rows over while the child still reads. Every way in which a child can end has its sentence."""
    child = _start_child(source, limits=limits)
    end_of_patience = threading.Timer(limits.seconds + GRACE_SECONDS, child.kill)
    end_of_patience.start()
    try:
        with child:
            book = _load(child)
            status = child.wait()
    finally:
        end_of_patience.cancel()
    if status != 0 or book is None:
        raise Unreadable(ENDINGS.get(status, "crashed"), limit=limits.seconds)
    return book


def _start_child(source: Path, *, limits: Limits) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "apps.customers.intake.parse_child", str(source)]
    return subprocess.Popen(
        [*command, json.dumps(dataclasses.asdict(limits))],
        cwd=ROOT,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUTF8": "1",
            "LC_ALL": "C.UTF-8",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=PIPE_BYTES,
        encoding="utf-8",
        errors="surrogatepass",
    )


def _load(child: "subprocess.Popen[str]") -> Workbook | None:
    """The child's workbook; None where its answer ends early. Raises Unreadable for what it refused or garbled."""
    # Only a line feed ends a line here: a cell may hold any other sign.
    child.stdout.reconfigure(newline="\n")
    try:
        return _load_book(_lines(child.stdout))
    except EOFError:
        return None
    except (ValueError, KeyError, TypeError) as problem:
        child.kill()
        raise Unreadable("crashed") from problem


def _load_book(lines: Iterator[str]) -> Workbook | None:
    book: Workbook | None = None
    for line in lines:
        said = json.loads(line)
        if "broken" in said:
            raise Unreadable(said["broken"], **said["params"])
        if book is None:
            book = Workbook(**{**said["book"], "remarks": tuple(said["book"]["remarks"])}, sheets=[])
        elif "sheet" in said:
            book.sheets.append(_sheet(said["sheet"]))
        elif "rows" in said:
            book.sheets[-1].rows += unpack(said, lines=lines)
        elif said["end"] == len(book.sheets):
            return book
    return None


def _lines(answer: IO[str]) -> Iterator[str]:
    """The lines of an answer, without their ends; EOFError where one is cut off, or the whole is too long."""
    left = ANSWER_CHARACTERS
    while line := answer.readline(left):
        left -= len(line)
        if not line.endswith("\n"):
            raise EOFError
        yield line[:-1]


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
