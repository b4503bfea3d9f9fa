"""The process that opens foreign files: few rights, little memory, little time, no network, nothing to keep.

`python -m apps.customers.intake.parse_child FILE LIMITS` writes the answer to standard output as lines: JSON for the
book and each sheet, the sheet's rows in blocks (wire.py), a last line "end"; or one line with the code of the
refusal. It knows no Django.
"""

import dataclasses
import gc
import json
import os
import resource
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

from apps.customers.intake.sheet import Broken, Limits, Sheet, Workbook
from apps.customers.intake.wire import BLOCK_ROWS, pack

OPEN_FILES = 64
BLOCKED = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "os.spawn")


def main(arguments: list[str]) -> None:
    """Reads the file and writes the answer; whatever goes wrong inside becomes a code."""
    source, limits_text = arguments
    limits = Limits(**json.loads(limits_text))
    # Nothing here holds cycles, and the process ends with its file.
    gc.disable()
    with TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="surrogatepass", newline="\n") as out:
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
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
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
    count = 0
    for sheet in book.sheets:
        count += 1
        _write(out, {"sheet": _head(sheet)})
        for block in sheet.blocks(BLOCK_ROWS):
            # Whole blocks only: what follows may be the code of a refusal.
            out.write("\n".join([*pack(block), ""]))
    _write(out, {"end": count})


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
    out.write(json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
    # Taking a large workbook apart in memory only costs time.
    os._exit(0)
