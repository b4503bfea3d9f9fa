"""What a reader sees of a report: the whole store, or the own departments without anybody's name."""

from dataclasses import dataclass

from apps.accounts.access import DEPARTMENT, OWN, departments_of, may, scope
from apps.accounts.models import Department, User
from apps.reports.figures import NOBODY, Figure, part_text, read_part

KIND_OF_AREA = {Department.Kind.SALES: "delivery", Department.Kind.AFTERSALES: "repair"}
NAMING = {"agent", "consultant"}


def sees_names(user: User) -> bool:
    """May the person read who of the agents a row belongs to? An agent's own queue ends at the own rows."""
    return scope(user, "callbacks.list") not in (None, OWN)


@dataclass(frozen=True)
class Lens:
    """`departments` None sees the store; `drills` may open the rows behind a number; `only` (a user's id) sees of the
    agents the own line alone."""

    departments: tuple[Department, ...] | None
    drills: bool
    only: int | None = None

    @classmethod
    def of(cls, user: User) -> "Lens":
        drills = may(user, "reports.drill")
        if scope(user, "reports.read") != DEPARTMENT:
            return cls(None, drills, None if sees_names(user) else user.pk)
        own = departments_of(user, "reports.read")
        return cls(tuple(Department.objects.filter(pk__in=own).order_by("pk")), False)

    @property
    def is_whole(self) -> bool:
        return self.departments is None

    @property
    def marks(self) -> set[tuple[str, str]]:
        """Dimension values that are the reader's own."""
        found = set()
        for one in self.departments or ():
            found |= {
                ("department", str(one.pk)),
                ("area", one.kind),
                ("kind", KIND_OF_AREA.get(one.kind, "")),
            }
        return found

    def sees(self, part: str) -> bool:
        """May the reader see the number of this part?"""
        if self.is_whole:
            return self.only is None or read_part(part).get("agent", NOBODY) in (NOBODY, str(self.only))
        pairs = read_part(part)
        return not NAMING & set(pairs) and bool(self.marks & set(pairs.items()))

    def reads(self, department: int) -> bool:
        """May the reader read what is written about this department?"""
        return self.is_whole or any(one.pk == department for one in self.departments or ())

    def part_for(self, figure: Figure) -> str | None:
        """The part that is the reader's total of a figure: "" for the store, None where there is none."""
        if self.is_whole:
            return ""
        for split in figure.shown_splits():
            for name, value in sorted(self.marks):
                if split == (name,) and value:
                    return part_text({name: value})
        return None


WHOLE = Lens(None, drills=True)
