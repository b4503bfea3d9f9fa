"""What a reader sees of a report: the whole store, or the own departments without anybody's name."""

from dataclasses import dataclass, replace

from apps.accounts.access import DEPARTMENT, OWN, departments_of, may, scope, store_of
from apps.accounts.models import Department, Store, User
from apps.reports.figures import NOBODY, Figure, read_part
from apps.reports.figures.marks import is_own, marks_of, own_total


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
    def of(cls, user: User, *, store: Store) -> "Lens":
        """Rows open only in the reader's own store: the general manager reads the figures of every store (S40)."""
        drills = may(user, "reports.drill") and store == store_of(user)
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
        return marks_of(self.departments or ())

    def about(self, department: Department | None) -> "Lens":
        """The same reader before a report on one department."""
        return self if department is None else replace(self, departments=(department,))

    def sees(self, part: str) -> bool:
        """May the reader see the number of this part?"""
        if self.is_whole:
            return self.only is None or read_part(part).get("agent", NOBODY) in (NOBODY, str(self.only))
        return is_own(part, self.marks)

    def reads(self, department: int) -> bool:
        """May the reader read what is written about this department?"""
        return self.is_whole or any(one.pk == department for one in self.departments or ())

    def part_for(self, figure: Figure) -> str | None:
        """The part that is the reader's total of a figure: "" for the store, None where there is none."""
        return "" if self.is_whole else own_total(figure, self.marks)


WHOLE = Lens(None, drills=True)
