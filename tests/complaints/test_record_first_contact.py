"""First contact with the customer (R09): settles its clock at the moment of the save."""

from datetime import timedelta

import pytest

from apps.complaints import services
from apps.core.refusal import Refused


@pytest.mark.parametrize(
    ("contacted", "state"),
    [("2026-11-03 12:00:00", "kept"), ("2026-11-03 12:00:01", "missed"), ("2026-11-03 10:00:00", "kept")],
)
def test_clock_is_inclusive_to_the_second(team, at, contacted, state):
    complaint = team.signed(at("2026-11-03 10:00"))
    complaint = services.record_first_contact(complaint, note="已致电", now=at(contacted), by=team.zhang)
    assert (complaint.state, complaint.contact_duty.state) == ("handling", state)
    assert complaint.first_contact_at == at(contacted)
    assert complaint.words.contact_note == "已致电"


def test_needs_a_note(team, noon):
    with pytest.raises(Refused) as refusal:
        services.record_first_contact(team.signed(noon), note=" ", now=noon, by=team.zhang)
    assert refusal.value.field == "note"


@pytest.mark.parametrize("who", ["lin", "zhou", "fang"])
def test_only_the_department(team, noon, who):
    with pytest.raises(Refused) as refusal:
        services.record_first_contact(team.signed(noon), note="好", now=noon, by=getattr(team, who))
    assert refusal.value.code == "forbidden"


def test_staff_only_where_they_are_the_handler(team, house, noon):
    other = house.person("liw", "李伟", "department_staff", house.aftersales)
    with pytest.raises(Refused):
        services.record_first_contact(team.signed(noon), note="好", now=noon, by=other)


def test_not_before_signing(team, noon):
    complaint = team.issued(noon)
    with pytest.raises(Refused) as refusal:
        services.record_first_contact(complaint, note="好", now=noon + timedelta(hours=1), by=team.song)
    assert refusal.value.status == 409
