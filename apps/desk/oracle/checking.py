"""The oracle: does the house contradict itself? Run after every drill, each night and by hand (reliability D1-D8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext

from apps.core.append_only import AppendOnly
from apps.desk.oracle import calls, cases, money, trail
from apps.desk.oracle.rule import Rule

RULES: tuple[Rule, ...] = (*money.RULES, *calls.RULES, *cases.RULES, *trail.RULES)
MOST = 50
ASKED = "SELECT * FROM ({rule}) found LIMIT {most}"


@dataclass(frozen=True)
class Finding:
    """One row that contradicts a rule."""

    rule: Rule
    facts: dict[str, Any]

    @property
    def sentence(self) -> str:
        """In the active language."""
        return gettext(self.rule.sentence) % self.facts


def check_house(*, now: datetime, most: int = MOST, keys: frozenset[str] = frozenset()) -> list[Finding]:
    """Every contradiction, at most `most` for each rule. `keys` asks these rules only. Changes nothing."""
    given = {"now": now, "append_only": protected_tables(), "application": settings.APPLICATION_ROLE}
    asked = [rule for rule in RULES if not keys or rule.key in keys]
    return [Finding(rule, facts) for rule in asked for facts in _rows(rule, given, most=most)]


def _rows(rule: Rule, given: dict[str, Any], *, most: int) -> Iterator[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(ASKED.format(rule=rule.sql, most=int(most)), given)
        names = [column.name for column in cursor.description]
        yield from (dict(zip(names, row, strict=True)) for row in cursor.fetchall())


@cache
def protected_tables() -> list[str]:
    """The tables that migrations made append-only: asked of the code, so that a lock taken off is noticed."""
    migrations = MigrationLoader(connection).disk_migrations.values()
    made = (operation for one in migrations for operation in one.operations)
    return sorted({operation.table for operation in made if isinstance(operation, AppendOnly)})
