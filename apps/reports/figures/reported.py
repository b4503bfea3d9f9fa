"""What earlier reports of the same kind said: a comparison names the number that was signed, not a newer count."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from apps.accounts.models import Department, Store
from apps.reports.figures.counting import Numbers
from apps.reports.models import FrozenFigure, Issue, Paper


def reported(
    kind: str,
    *,
    store: Store,
    department: Department | None,
    starts: Iterable[date],
    keys: Iterable[str],
) -> dict[date, Numbers]:
    """The numbers of the last submitted version for each of these first days; days without one are left out, and so
    are reports made before all of `keys` were counted. One query, two for a department: its report holds only what
    occurred there, so what was counted is read from its paper."""
    wanted = set(keys)
    issues = Issue.objects.filter(
        store=store, kind=kind, department=department, start__in=list(starts), state=Issue.State.SUBMITTED
    )
    rows = FrozenFigure.objects.filter(issue__in=issues, key__in=wanted)
    found: dict[date, Numbers] = defaultdict(dict)
    for start, key, part, top, base in rows.values_list("issue__start", "key", "part", "numerator", "base"):
        found[start][key, part] = (top, base)
    if department is None:
        return {
            start: numbers for start, numbers in found.items() if {key for key, _part in numbers} >= wanted
        }
    papers = Paper.objects.filter(issue__in=issues).values_list("issue__start", "body")
    return {start: found[start] for start, body in papers if _defined(body) >= wanted}


def _defined(body: str) -> set[str]:
    """The figures a paper says the meaning of: all that its report counted."""
    said = next(iter(json.loads(body)["said"].values()))
    return {one["key"] for one in said["definitions"]}
