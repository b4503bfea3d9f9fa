"""What the filters of the list of calls offer: people, outcomes, departments and saved lists, by one query."""

from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.utils.translation import get_language

from apps.accounts.models import Store, User
from apps.callbacks.services.hand_over import CALLERS

CHOICES = """SELECT 'agent', u.id, COALESCE(NULLIF(u.name, ''), u.username) AS label,
       p.held AND u.is_active AND u.id <> ALL (ARRAY(
           SELECT a.user_id FROM accounts_absence a WHERE a.first_day <= %(on)s AND a.last_day >= %(on)s)) AS here,
       0 AS position
  FROM (SELECT user_id, bool_or(from_day <= %(on)s AND (until_day IS NULL OR until_day >= %(on)s)) AS held
          FROM accounts_post WHERE store_id = %(store)s AND role = ANY(%(roles)s) GROUP BY user_id) p
  JOIN accounts_user u ON u.id = p.user_id
UNION ALL
SELECT 'outcome', o.id, CASE WHEN %(english)s THEN o.name_en ELSE o.name_zh END, true, o.position
  FROM callbacks_outcome o
UNION ALL
SELECT 'department', d.id, d.name, true, 0 FROM accounts_department d WHERE d.store_id = %(store)s
UNION ALL
SELECT 'saved_list', s.id, s.name, true, 0 FROM callbacks_savedlist s WHERE s.user_id = %(user)s
 ORDER BY 1, 5, 3, 2
"""
Pairs = list[tuple[str, str]]


@dataclass
class ListChoices:
    """Pairs of id and name; `present` are those who may be given calls on the day asked about."""

    agents: Pairs = field(default_factory=list)
    present: Pairs = field(default_factory=list)
    outcomes: Pairs = field(default_factory=list)
    departments: Pairs = field(default_factory=list)
    saved_lists: Pairs = field(default_factory=list)


def list_choices(store: Store, *, on: date, user: User) -> ListChoices:
    """Everybody who calls or called in the store, outcomes, departments and what `user` has put by."""
    parameters = {
        "store": store.pk,
        "on": on,
        "user": user.pk,
        "roles": list(CALLERS),
        "english": get_language() == "en",
    }
    found = ListChoices()
    with connection.cursor() as cursor:
        cursor.execute(CHOICES, parameters)
        for sort, pk, label, here, _position in cursor.fetchall():
            getattr(found, f"{sort}s").append((str(pk), label))
            if sort == "agent" and here:
                found.present.append((str(pk), label))
    return found
