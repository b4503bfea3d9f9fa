"""Mutants of the samples: whatever a damaged file holds, there is a table or a sentence, and rows are conserved."""

import random
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from apps.customers.intake.reading import Unreadable, read_table
from apps.customers.intake.table_finding import find_tables
from tests.customers.intake_files import judged, repacked
from tests.customers.test_intake_samples import FILES, SAMPLES

Change = Callable[[bytes, random.Random], bytes]


def flip_bits(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 40)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def drop_middle(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + content[start + chance.randint(1, 500) :]


def double_piece(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + content[start : start + chance.randint(1, 500)] * 3 + content[start:]


def put_rubbish(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + chance.randbytes(chance.randint(1, 200)) + content[start:]


CHANGES = (flip_bits, cut, drop_middle, double_piece, put_rubbish)


def mutant(name: str, path: Path, *, seed: int) -> Path:
    """A changed copy: of the bytes, or, for a package, every other time of one part inside."""
    chance = random.Random(seed)
    change = chance.choice(CHANGES)
    path.write_bytes((SAMPLES / name).read_bytes())
    if name.endswith(".xlsx") and seed % 2:
        with zipfile.ZipFile(path) as package:
            part = chance.choice(
                ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"]
            )
            content = package.read(part)
        return repacked(path, {part: change(content, chance)})
    path.write_bytes(change(path.read_bytes(), chance))
    return path


def outcome(path: Path) -> str:
    """A word for what came of the file; anything but a table or a sentence fails here."""
    began = time.monotonic()
    try:
        tables = find_tables(read_table(path))
    except Unreadable as refusal:
        assert refusal.sentence
        return refusal.code
    finally:
        assert time.monotonic() - began < 30
    for table in tables:
        for kind in table.kinds:
            judged(table, kind=kind)
    return "read"


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("seed", range(3))
def test_a_few_mutants(tmp_path: Path, name: str, seed: int) -> None:
    assert outcome(mutant(name, tmp_path / name, seed=seed))


@pytest.mark.long
def test_two_hundred_mutants(tmp_path: Path) -> None:
    outcomes = {outcome(mutant(name, tmp_path / name, seed=seed)) for seed in range(67) for name in FILES}
    assert {"read", "damaged"} <= outcomes
