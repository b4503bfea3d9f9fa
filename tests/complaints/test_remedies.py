"""Visits (S101), the investigation report (S82) and the typical case (S106)."""

from datetime import timedelta

import pytest

from apps.complaints import services
from apps.core.refusal import Refused

PARTS = {"course": "三次返修", "findings": "配件批次问题", "conclusion": "配件", "prevention": "入库抽检"}
TOLD = {"title": "返修三次的刹车", "story": "客户因异响三次到店。", "lesson": "首修即换件。"}


def test_the_handler_visits_the_customer(team, noon, at):
    complaint = team.handling(noon)
    visited = at("2026-11-03 15:00")
    later = at("2026-11-03 17:00")
    visit = services.record_visit(
        complaint, visited_at=visited, place="客户家", result="已道歉", now=later, by=team.zhang
    )
    assert (visit.visited_at, visit.result) == (visited, "已道歉")
    assert complaint.moves.last().what == "visit"


@pytest.mark.parametrize("hours", [-1, 3])
def test_a_visit_lies_between_learning_of_it_and_now(team, noon, hours):
    moment = noon + timedelta(hours=hours)
    with pytest.raises(Refused) as refusal:
        services.record_visit(
            team.handling(noon), visited_at=moment, result="好", now=noon + timedelta(hours=2), by=team.zhang
        )
    assert refusal.value.field == "visited_at"


def test_the_report_is_written_then_finished_for_good(team, noon):
    complaint = team.handling(noon)
    report = services.write_investigation(complaint, version=0, course="三次返修", now=noon, by=team.song)
    with pytest.raises(Refused) as refusal:
        services.write_investigation(
            complaint, version=report.version, course="三次返修", finish=True, now=noon, by=team.song
        )
    assert refusal.value.field == "findings"
    done = services.write_investigation(
        complaint, version=report.version, **PARTS, finish=True, now=noon, by=team.zhou
    )
    assert done.finished_at == noon
    with pytest.raises(Refused) as refusal:
        services.write_investigation(complaint, version=done.version, **PARTS, now=noon, by=team.zhou)
    assert refusal.value.code == "closed"


def test_a_stale_report_is_refused(team, noon):
    complaint = team.handling(noon)
    first = services.write_investigation(complaint, version=0, course="一", now=noon, by=team.song)
    services.write_investigation(complaint, version=first.version, course="二", now=noon, by=team.zhou)
    with pytest.raises(Refused) as refusal:
        services.write_investigation(complaint, version=1, course="三", now=noon, by=team.song)
    assert refusal.value.code == "stale"
    complaint.investigation.refresh_from_db()
    assert complaint.investigation.course == "二"


def test_a_closed_complaint_is_told_without_names(team, noon):
    complaint = team.closed(noon)
    for field in TOLD:
        with pytest.raises(Refused) as refusal:
            words = TOLD | {field: f"{TOLD[field]}{complaint.customer.name}"}
            services.tell_case(complaint, **words, now=noon, by=team.zhou)
        assert refusal.value.field == field
    case = services.tell_case(complaint, **TOLD, now=noon, by=team.zhou)
    assert case.title == TOLD["title"]
    assert services.tell_case(complaint, **TOLD | {"title": "新题"}, now=noon, by=team.fang).pk == case.pk
