"""The process that opens foreign files: few rights, little memory, little time, no network, nothing to keep.

`python -m apps.customers.intake.parse_child FILE ANSWER LIMITS` writes the answer as JSON lines: one header per
sheet, its rows in blocks, a last line "end"; or one line with the code of the refusal. It knows no Django.
"""

import dataclasses
import datetime
import json
import resource
import sys
from pathlib import Path
from typing import Any, TextIO

from apps.customers.intake.sheet import Broken, Limits, Sheet, Workbook

BLOCK_ROWS = 500
ANSWER_BYTES = 2**30
OPEN_FILES = 64
BLOCKED = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "os.spawn")


def main(arguments: list[str]) -> None:
    """Reads the file and writes the answer; whatever goes wrong inside becomes a code."""
    source, answer, limits_text = arguments
    limits = Limits(**json.loads(limits_text))
    with Path(answer).open("w", encoding="utf-8", errors="surrogatepass") as out:
        _give_up_rights(limits)
        try:
            _write_book(_read(Path(source), limits=limits), out=out)
        except Broken as refusal:
            _write(out, {"broken": refusal.code, "params": refusal.params})
        except MemoryError:
            _write(out, {"broken": "too_much_memory", "params": {}})
        except RecursionError:
            _write(out, {"broken": "damaged", "params": {}})
        except BaseException as problem:
            # A panic inside the reader is no Exception.
            _write(out, {"broken": "damaged", "params": {}, "kind": type(problem).__name__})


def _give_up_rights(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (ANSWER_BYTES, ANSWER_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_refuse)


def _refuse(event: str, _arguments: tuple[Any, ...]) -> None:
    if event.startswith(BLOCKED):
        raise PermissionError(event)


def _read(path: Path, *, limits: Limits) -> Workbook:
    from apps.customers.intake.package import kind_of

    kind = kind_of(path, limits=limits)
    if kind == "csv":
        from apps.customers.intake.text_book import read_text

        return read_text(path, limits=limits)
    if kind == "html":
        from apps.customers.intake.html_book import read_html

        return read_html(path, limits=limits)
    from apps.customers.intake.calamine_book import read_xls, read_xlsx

    return read_xlsx(path, limits=limits) if kind == "xlsx" else read_xls(path, limits=limits)


def _write_book(book: Workbook, *, out: TextIO) -> None:
    head = {
        "kind": book.kind,
        "encoding": book.encoding,
        "separator": book.separator,
        "remarks": book.remarks,
    }
    _write(out, {"book": head})
    for sheet in book.sheets:
        _write(out, {"sheet": _head(sheet)})
        for start in range(0, len(sheet.rows), BLOCK_ROWS):
            _write(out, sheet.rows[start : start + BLOCK_ROWS])
    _write(out, {"end": len(book.sheets)})


def _head(sheet: Sheet) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "hidden": sheet.hidden,
        "hidden_rows": sorted(sheet.hidden_rows),
        "hidden_columns": sorted(sheet.hidden_columns),
        "merges": [dataclasses.astuple(merge) for merge in sheet.merges],
        "uncalculated": sorted(sheet.uncalculated),
        "date_1904": sheet.date_1904,
    }


def _write(out: TextIO, value: object) -> None:
    out.write(json.dumps(value, ensure_ascii=False, default=_plain, separators=(",", ":")))
    out.write("\n")


def _plain(value: object) -> str:
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


if __name__ == "__main__":
    main(sys.argv[1:])
