"""Which parts of a figure belong to a department, and which of them is its total."""

from collections.abc import Iterable

from apps.accounts.models import Department
from apps.reports.figures.figure import Figure
from apps.reports.figures.frame import part_text, read_part

KIND_OF_AREA = {Department.Kind.SALES: "delivery", Department.Kind.AFTERSALES: "repair"}
NAMING = {"agent", "consultant"}
BROAD = {"kind", "area", "department"}


def marks_of(departments: Iterable[Department]) -> set[tuple[str, str]]:
    """Dimension values that are the departments' own."""
    found = set()
    for one in departments:
        found |= {
            ("department", str(one.pk)),
            ("area", one.kind),
            ("kind", KIND_OF_AREA.get(one.kind, "")),
        }
    return found


def is_own(part: str, marks: set[tuple[str, str]]) -> bool:
    """Does this part belong to the departments and name nobody?"""
    pairs = read_part(part)
    return not NAMING & set(pairs) and bool(marks & set(pairs.items()))


def own_total(figure: Figure, marks: set[tuple[str, str]]) -> str | None:
    """The part that is the departments' total of a figure; None where there is none."""
    for split in figure.shown_splits():
        for name, value in sorted(marks):
            if split == (name,) and value:
                return part_text({name: value})
    return None


def is_broad(part: str) -> bool:
    """The whole, a kind of call or a department: what has a target and a trend of its own."""
    pairs = read_part(part)
    return not pairs or (len(pairs) == 1 and set(pairs) <= BROAD)
