"""Hostile and broken files: each gets a sentence within seconds, and the process that asked stays alive."""

import dataclasses
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from django.utils import translation

from apps.customers.intake.reading import ROOT, Unreadable, read_table
from apps.customers.intake.sheet import Limits
from tests.customers.intake_files import csv_file, list_rows, repacked, sheet_xml, text_cell, xlsx_file

SECONDS = 30


def refused(path: Path, *, limits: Limits | None = None) -> str:
    """The code of the refusal; its sentence must come out in both languages, and soon."""
    began = time.monotonic()
    with pytest.raises(Unreadable) as caught:
        read_table(path, limits=limits)
    assert time.monotonic() - began < SECONDS
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert caught.value.sentence.strip()
            assert "%(" not in caught.value.sentence
    return caught.value.code


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"), (b"\xef\xbb\xbf\r\n", "empty_file"), (b"%PDF-1.4", "is_pdf"),
        (b"\x89PNG\r\n", "is_picture"),
        (b"MZ\x90", "is_program"), (b"\x1f\x8b\x08", "is_archive"), (b"PK\x03\x04" + b"x" * 50, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "damaged"),
        (b"a,b\n\xff\xff\xff,\xff", "unknown_encoding"),
        (b"a\x00b\x00\x00\x00" * 200, "is_binary"), (b'a,b\n"1,2\n3,4\n', "unclosed_quote"),
        (b"MIME-Version: 1.0\r\n\r\n<html>", "is_web_archive"), (b"<html><body>nothing</body></html>", "no_cells"),
    ],
)  # fmt: skip
def test_other_and_broken_content(tmp_path: Path, content: bytes, code: str) -> None:
    assert refused(written(tmp_path / "list.xlsx", content)) == code


def test_missing_file(tmp_path: Path) -> None:
    assert refused(tmp_path / "gone.xlsx") == "no_file"


def test_too_large_is_judged_before_opening(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", b"a,b\n" * 1000)
    assert refused(path, limits=Limits(packed_bytes=1000)) == "too_large"


def test_bomb_by_ratio(tmp_path: Path) -> None:
    path = repacked(xlsx_file(tmp_path / "a.xlsx", [["x"]]), {"xl/media/a.bin": b"\x00" * 60_000_000})
    assert refused(path) == "bomb"


def test_bomb_by_size(tmp_path: Path) -> None:
    path = repacked(xlsx_file(tmp_path / "a.xlsx", [["x"]]), {"xl/media/a.bin": os.urandom(3_000_000)})
    assert refused(path, limits=Limits(unpacked_bytes=1_000_000)) == "too_large_unpacked"


def test_size_that_lies_is_no_way_round(tmp_path: Path) -> None:
    path = sheet_xml(tmp_path / "a.xlsx", list_rows() + "<row/>" * 300_000)
    content = path.read_bytes()
    with zipfile.ZipFile(path) as package:
        size = package.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = content.replace(size.to_bytes(4, "little"), (900).to_bytes(4, "little"))
    assert lying != content
    assert refused(written(path, lying)) in ("damaged", "reader_disagrees", "crashed")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_cut_file(tmp_path: Path, share: float) -> None:
    path = xlsx_file(tmp_path / "a.xlsx", [["x", number] for number in range(2000)])
    content = path.read_bytes()
    assert refused(written(path, content[: int(len(content) * share)])) == "damaged"


def test_swapped_entries(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path / "a.xlsx", [["客户姓名", "x"]])
    with zipfile.ZipFile(path) as package:
        sheet, strings = package.read("xl/worksheets/sheet1.xml"), package.read("xl/sharedStrings.xml")
    swapped = repacked(path, {"xl/worksheets/sheet1.xml": strings, "xl/sharedStrings.xml": sheet})
    try:
        assert not any(cell for sheet in read_table(swapped).sheets for row in sheet.rows for cell in row)
    except Unreadable as refusal:
        assert refusal.sentence


def test_doubled_entries(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path / "a.xlsx", [["x"]])
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    assert refused(path) == "doubled_entries"


def test_doubled_cells(tmp_path: Path) -> None:
    rows = f'<row r="1">{text_cell("A1", "x")}{text_cell("A1", "y")}</row>'
    assert refused(sheet_xml(tmp_path / "a.xlsx", rows)) in ("doubled_cells", "reader_disagrees", "damaged")


def test_entities(tmp_path: Path) -> None:
    entity = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>{}'
    assert refused(sheet_xml(tmp_path / "a.xlsx", list_rows(), around=entity)) == "entities"
    strings = repacked(
        xlsx_file(tmp_path / "b.xlsx", [["x"]]),
        {
            "xl/sharedStrings.xml": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst><si><t>&a;</t></si></sst>'
        },
    )
    assert refused(strings) == "entities"


def test_password(tmp_path: Path) -> None:
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 1000
    assert refused(written(tmp_path / "a.xlsx", start + "EncryptedPackage".encode("utf-16-le"))) == "password"


def test_encrypted_zip_entries(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path / "a.xlsx", [["x"]])
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + offset] |= 1
            place = content.find(mark, place + 4)
    assert refused(written(path, bytes(content))) == "password"


@pytest.mark.parametrize(
    ("part", "code"),
    [("xl/workbook.bin", "is_xlsb"), ("word/document.xml", "is_other_office")],
)
def test_other_packages(tmp_path: Path, part: str, code: str) -> None:
    assert refused(repacked(xlsx_file(tmp_path / "a.xlsx", [["x"]]), {part: b"x"})) == code


def test_plain_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as package:
        package.writestr("list.txt", "x")
    assert refused(tmp_path / "a.xlsx") == "is_archive"


def test_16384_columns(tmp_path: Path) -> None:
    assert refused(xlsx_file(tmp_path / "a.xlsx", [[1] * 16_384] * 3)) == "too_many_columns"
    assert refused(csv_file(tmp_path / "a.csv", [["1"] * 16_384] * 3)) == "too_many_columns"


def test_a_million_declared_rows_without_content_do_no_harm(tmp_path: Path) -> None:
    empty = "".join(f'<row r="{row}"/>' for row in range(3, 100_003)) + '<row r="1048576" spans="1:5"/>'
    path = sheet_xml(tmp_path / "a.xlsx", list_rows() + empty)
    limits = dataclasses.replace(Limits(), ratio=10_000)
    assert len(read_table(path, limits=limits).sheets[0].rows) == 2


def test_a_stray_cell_in_the_last_row(tmp_path: Path) -> None:
    rows = list_rows() + f'<row r="1048576">{text_cell("E1048576", "x")}</row>'
    assert refused(sheet_xml(tmp_path / "a.xlsx", rows)) == "too_many_rows"


def test_a_stray_cell_in_the_last_corner(tmp_path: Path) -> None:
    rows = list_rows() + f'<row r="1048576">{text_cell("XFD1048576", "x")}</row>'
    assert refused(sheet_xml(tmp_path / "a.xlsx", rows)) in ("too_much_memory", "crashed", "too_many_rows")


def test_too_many_rows_and_sheets(tmp_path: Path) -> None:
    assert (
        refused(csv_file(tmp_path / "a.csv", [["a", "b"]] * 400), limits=Limits(rows=100)) == "too_many_rows"
    )
    page = "<table><tr><td>x</td></tr></table>" * 300
    assert refused(written(tmp_path / "b.xls", f"<html>{page}</html>".encode())) == "too_many_sheets"


def test_cell_that_the_reader_would_lose_is_noticed(tmp_path: Path) -> None:
    hidden = text_cell("B1", "y").replace('<c r="B1"', '<c r="A1"')
    rows = f'<row r="1">{text_cell("A1", "x")}{hidden}</row>'
    assert refused(sheet_xml(tmp_path / "a.xlsx", rows)) in ("doubled_cells", "reader_disagrees", "damaged")


def heavy_file(path: Path) -> Path:
    cells = "<c><v>1</v></c>" * 60
    return sheet_xml(path, "".join(f'<row r="{row}">{cells}</row>' for row in range(1, 20_001)))


def test_time_limit(tmp_path: Path) -> None:
    limits = Limits(seconds=1, ratio=10_000)
    assert refused(slow_file(tmp_path / "a.xls"), limits=limits) == "too_long"


def slow_file(path: Path) -> Path:
    return written(path, b"<html><table>" + b"<tr><td>x<td>y<td>z</tr>" * 150_000 + b"</table>")


def test_memory_limit(tmp_path: Path) -> None:
    limits = Limits(memory_bytes=80 * 2**20, ratio=10_000)
    assert refused(heavy_file(tmp_path / "a.xlsx"), limits=limits) == "too_much_memory"


def test_nul_bytes_and_direction_marks_in_text(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "姓名,电话\n\u202e王\x00明,13812345678\n".encode())
    assert read_table(path).sheets[0].rows[1][0] == "\u202e王\x00明"


def test_ten_kilobyte_cells(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path / "a.xlsx", [["长" * 10_000] * 5] * 50)
    assert (
        read_table(path, limits=dataclasses.replace(Limits(), ratio=10_000)).sheets[0].rows[49][4]
        == "长" * 10_000
    )


def test_the_child_has_no_network_and_starts_no_process() -> None:
    program = (
        "import socket, subprocess\n"
        "from apps.customers.intake.parse_child import _give_up_rights\n"
        "from apps.customers.intake.sheet import Limits\n"
        "_give_up_rights(Limits())\n"
        "for attempt in (lambda: socket.socket(), lambda: subprocess.run(['/bin/true'])):\n"
        "    try:\n        attempt()\n    except PermissionError:\n        print('refused')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["refused", "refused"]


def test_the_child_sees_no_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: dict[str, str] = {}
    run = subprocess.Popen

    def spy(*args: object, **options: object) -> object:
        seen.update(options["env"])
        return run(*args, **options)

    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    monkeypatch.setattr("apps.customers.intake.reading.subprocess.Popen", spy)
    read_table(csv_file(tmp_path / "a.csv", [["a", "b"]]))
    assert "DATABASE_URL" not in seen
