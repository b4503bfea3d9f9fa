"""script/catalogue: bring the message catalogue up to date, or (--check) say what is wrong with it."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.conf import settings

from carecenter.catalogue import comparison, extraction, files, merging
from carecenter.catalogue.packages import PACKAGES, extract_packages

ROOT = Path(__file__).resolve().parents[2]
PO = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def asked_for(root: Path, packages: Sequence[str]) -> extraction.Messages:
    """The messages of the repository at `root` and of the packages; the plural of either is kept."""
    house, other = extraction.extract_house(root), extract_packages(packages)
    return {key: house.get(key) or other.get(key) for key in {**house, **other}}


def check(root: Path = ROOT, *, po: Path = PO, packages: Sequence[str] = PACKAGES) -> list[str]:
    """Everything wrong with the catalogue `po` of the repository at `root`; empty when fresh and complete."""
    words = files.read(po)
    found = list(comparison.findings(asked_for(root, packages), words))
    mo = po.with_suffix(".mo")
    if not mo.exists() or mo.read_bytes() != files.mo_bytes(words):
        found.append(f"{mo.name} is not what {po.name} compiles to")
    return found


def update(
    root: Path = ROOT, *, po: Path = PO, merge_from: Path | None = None, packages: Sequence[str] = PACKAGES
) -> list[str]:
    """Write both files afresh; answers what is still wrong."""
    words = merging.refresh(files.read(po), asked_for(root, packages))
    contradictions = list(merging.merge(words, merge_from)) if merge_from else []
    po.parent.mkdir(parents=True, exist_ok=True)
    po.write_bytes(files.po_text(words))
    po.with_suffix(".mo").write_bytes(files.mo_bytes(words))
    return [*(f"contradiction: {line}" for line in contradictions), *check(root, po=po, packages=packages)]


def main() -> int:
    options = parse(sys.argv[1:])
    if not settings.configured:
        settings.configure()
    found = check() if options.check else update(merge_from=options.merge)
    report(found)
    return 1 if found else 0


def parse(arguments: list[str]) -> Namespace:
    parser = ArgumentParser(prog="script/catalogue", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, only report")
    parser.add_argument("--merge", type=Path, metavar="DIR", help="fill empty translations from DIR/*.json")
    return parser.parse_args(arguments)


def report(found: Iterable[str]) -> None:
    for line in found:
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
