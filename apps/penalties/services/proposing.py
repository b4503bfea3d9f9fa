"""Missed duties become proposals: one set-based statement with its history row (S13, performance.md 6)."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from apps.accounts.models import Store, User
from apps.core.room import make_room
from apps.core.transitions import move
from apps.duties.models import Duty
from apps.penalties.models import Penalty
from apps.penalties.rules import AMOUNT_KEYS, MISS_RULES, MODE
from apps.penalties.services.open_months import closed_months, hold_open_month, landing_month, open_again
from apps.penalties.services.proposing_sql import DISTINCT, PROPOSE
from apps.penalties.services.story import record
from apps.rulebook import policy
from apps.rulebook.policy import PolicyBook

State = Penalty.State
PRICE_TYPES = ("bigint", "text", "date", "text", "text", "numeric", "jsonb", "date", "text", "text")


def propose_missed(*, now: datetime, store: Store | None = None) -> int:
    """Every missed duty somebody answers for becomes one proposal (R02, R23, R25). Returns how many were written.

    The amount is the one in force on the missed due day (2a), the month that of the missed due day (R03) or, when it
    is closed, the first open one after it. A duty missed again after its proposal fell away is proposed again.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        params: dict[str, Any] = {"kinds": list(MISS_RULES), "now": now, "store": store and store.pk}
        cursor.execute(DISTINCT, params)
        wanted = sorted(cursor.fetchall())
        if not wanted:
            return 0
        make_room()
        prices = ", ".join(_value_row(no, row, params) for no, row in enumerate(_prices(wanted)))
        cursor.execute(PROPOSE.replace("{prices}", prices), params)
        return cursor.rowcount


def _value_row(no: int, row: tuple[Any, ...], params: dict[str, Any]) -> str:
    """One row of VALUES; its values go into `params`."""
    names = [f"price_{no}_{column}" for column in range(len(row))]
    params |= dict(zip(names, row, strict=True))
    typed = zip(names, PRICE_TYPES, strict=True)
    return "(" + ", ".join(f"%({name})s::{kind}" for name, kind in typed) + ")"


def _prices(wanted: list[tuple[int, str, date]]) -> list[tuple[Any, ...]]:
    """What a miss costs and where it lands, once for each distinct store, kind and due day."""
    stores = {store_id for store_id, _kind, _day in wanted}
    books = {
        store.pk: PolicyBook(store, keys=(*AMOUNT_KEYS, MODE))
        for store in Store.objects.filter(pk__in=stores)
    }
    closed = closed_months(stores)
    return [_price(*want, book=books[want[0]], closed=closed) for want in wanted]


def _price(
    store_id: int, duty_kind: str, day: date, *, book: PolicyBook, closed: set[tuple[int, date]]
) -> tuple[Any, ...]:
    rule = MISS_RULES[duty_kind]
    found = book.in_force(rule.policy, on=day)
    since = found.since.isoformat() if found.since else None
    used = {rule.policy: {"value": found.value, "row": found.row_id, "since": since}}
    month = landing_month(store_id, day, closed=closed)
    moved = f"{day:%Y-%m}" if month != day.replace(day=1) else None
    return (
        store_id, duty_kind, day, rule.kind, rule.rule, Decimal(found.value), json.dumps(used), month, moved,
        book.value(MODE, on=day),
    )  # fmt: skip


def propose(
    kind: str,
    *,
    key: str,
    subject: User,
    store: Store,
    rule: str,
    policy_values: dict[str, Any],
    amount: Decimal,
    fact_day: date,
    evidence: dict[str, Any],
    title: str,
    url_name: str,
    object_id: int | None,
    now: datetime,
    duty: Duty | None = None,
    author: User | None = None,
) -> Penalty:
    """The door for facts their owner has judged itself (R12, wrong member data). The key makes it one row for ever.

    `amount` is CNY, `fact_day` the store's day that decides the month. Proposing again on the same evidence returns the
    row as it stands; on other evidence what was rejected or waits with changed evidence is to be decided anew.
    """
    facts = {
        "rule": rule,
        "policy_values": policy_values,
        "amount": Decimal(amount),
        "fact_day": fact_day,
        "evidence": evidence,
        "proposed_at": now,
        "mode": policy.value(MODE, store=store, on=fact_day),
    }
    with transaction.atomic():
        held = hold_open_month(store, fact_day)
        penalty, created = Penalty.objects.get_or_create(
            key=key,
            defaults={
                **facts,
                "kind": kind,
                "store": store,
                "subject": subject,
                "month": held.month,
                "duty": duty,
                "title": title,
                "url_name": url_name,
                "object_id": object_id,
                "author": author,
            },
        )
        if created:
            record(penalty, "propose", old="", new=State.PROPOSED, at=now, by=author)
        elif _is_to_be_decided_anew(penalty, evidence):
            _propose_anew(penalty, {**facts, "month": held.month}, now=now, by=author)
        open_again(held, now=now, by=author)
    return penalty


def _propose_anew(penalty: Penalty, facts: dict[str, Any], *, now: datetime, by: User | None) -> None:
    """Back to be decided, on the new facts; who decided and appealed before stands in the story only."""
    old = penalty.state
    cleared = {"confirmed_at": None, "confirmed_by": None, "decided_by": None, "appeal_until": None}
    cleared |= {"appealed_at": None, "acknowledged_at": None}
    move(Penalty, penalty.pk, old=old, new=State.PROPOSED, **facts, **cleared)
    record(penalty, "propose", old=old, new=State.PROPOSED, at=now, by=by, code="evidence_changed")
    penalty.refresh_from_db()


def _is_to_be_decided_anew(penalty: Penalty, evidence: dict[str, Any]) -> bool:
    """A rejection holds for the evidence it was made on; one no person decided only while the facts were gone."""
    known = {name: value for name, value in penalty.evidence.items() if name != "changed"}
    if penalty.state == State.REJECTED:
        return penalty.decided_by_id is None or known != evidence
    return penalty.state == State.PROPOSED and penalty.evidence != evidence


def of_duty(duty: Duty) -> Penalty | None:
    """The proposal a missed duty has led to, if any."""
    return Penalty.objects.filter(duty=duty, key=f"miss:{duty.pk}").first()
