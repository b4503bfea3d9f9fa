"""Sweeps of the screens: repeatable, harmless when run twice or late."""

from datetime import datetime
from typing import Any

from apps.accounts.rule_stamp import rules_now
from apps.core.remembering import remembering
from apps.desk.call.recording import record_waiting
from apps.desk.oracle.nightly import check_tonight
from apps.desk.person import retention
from apps.jobs.running import sweep
from apps.jobs.stores import over_stores


@sweep("desk.record_held_saves")
def record_held_saves(now: datetime) -> dict[str, Any]:
    with remembering(rules_now()):
        return {"recorded": record_waiting(now=now)}


@sweep("desk.forget_old")
def forget_old(now: datetime) -> dict[str, Any]:
    told = over_stores(lambda store: retention.forget_old(now=now, store=store))
    return {**told, **retention.forget_old_sign_ins(now=now)}


@sweep("desk.check_house")
def check_house(now: datetime) -> dict[str, Any]:
    return check_tonight(now=now)
