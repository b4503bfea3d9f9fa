"""Two people move one complaint at the same moment, on real connections: one wins, the other is told."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.models import F

from apps.complaints import services
from apps.complaints.models import Complaint, ComplaintMove
from apps.complaints.services import moving
from apps.core.refusal import Refused
from tests.complaints.stages import People, customer_of
from tests.house_of_three import build_house

NOW = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)


@pytest.fixture
def crew(committed):
    house = build_house()
    return People(
        lin=house.person("lin", "林晓彤", "agent", house.care),
        du=house.person("du", "杜鹏", "agent", house.care),
        zhou=house.person("zhou", "周敏", "care_manager", house.care),
        fang=house.person("fang", "方志远", "customer_director", house.care),
        song=house.person("song", "宋丹", "department_head", house.aftersales),
        zhang=house.person("zhang", "张磊", "department_staff", house.aftersales),
        aftersales=house.aftersales,
        customer=customer_of(house.store, now=NOW),
    )


def at_once(*acts):
    """Run the acts on threads of their own that start together; what each was refused, or ""."""
    start, told = threading.Barrier(len(acts)), [""] * len(acts)

    def run(place, act):
        try:
            start.wait()
            act()
        except Refused as refusal:
            told[place] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return told


def race(crew):
    """Manager and director issue the same complaint; each holds the row as it was before."""
    pk = crew.registered(NOW).pk
    seen = [Complaint.objects.get(pk=pk) for _ in range(2)]
    acts = [
        lambda complaint=complaint, by=by: services.issue(
            complaint, department=crew.aftersales, now=NOW, by=by
        )
        for complaint, by in zip(seen, (crew.zhou, crew.fang), strict=True)
    ]
    return pk, at_once(*acts)


def test_one_issues_and_the_other_is_told(crew):
    for _ in range(5):
        pk, told = race(crew)
        assert sorted(told) == ["", "stale"]
        assert ComplaintMove.objects.filter(complaint=pk, what="issue").count() == 1


def test_without_the_guard_both_would_win(crew, monkeypatch):
    """Negative control: the same race with an unconditional update."""

    def unguarded(rows, pk, *, old, new, **also):
        Complaint.objects.filter(pk=pk).update(state=new, **also)

    monkeypatch.setattr(moving.transitions, "move", unguarded)
    pk, told = race(crew)
    assert told == ["", ""]
    assert ComplaintMove.objects.filter(complaint=pk, what="issue").count() == 2


def test_closing_and_invalidating_at_once(crew):
    from tests.complaints.stages import call_of, dial

    complaint = crew.verifying(NOW)
    attempt = dial(call_of(complaint), by=crew.lin, now=NOW, answer="1")
    other = Complaint.objects.get(pk=complaint.pk)
    told = at_once(
        lambda: services.settle_verification(call_of(complaint), attempt, now=NOW, by=crew.lin),
        lambda: services.invalidate(other, reason="重复", now=NOW, by=crew.zhou),
    )
    complaint.refresh_from_db()
    assert complaint.state in ("closed", "invalid")
    assert sum(code == "" for code in told) == 1


def test_numbers_are_never_given_twice(crew):
    told = at_once(*[lambda: crew.registered(NOW, customer=crew.customer) for _ in range(6)])
    assert told == [""] * 6
    numbers = list(Complaint.objects.values_list("number", flat=True))
    assert len(set(numbers)) == len(numbers) == 6


def test_the_version_counts_every_move(crew):
    complaint = crew.handling(NOW)
    assert complaint.version == 4
    Complaint.objects.filter(pk=complaint.pk).update(version=F("version") + 1)
    with pytest.raises(Refused):
        services.propose_answer(
            complaint, cause="x", measure="", result="", now=NOW, by=crew.zhang, version=4
        )
