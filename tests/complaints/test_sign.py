"""Signing for the form (S09): only that department's head, with a handler of that department."""

import pytest

from apps.complaints import services
from apps.core.refusal import Refused
from apps.notices.models import Notice


def test_signature_is_person_moment_and_hash(team, noon):
    complaint = team.signed(noon)
    assert (complaint.state, complaint.signed_by, complaint.signed_at) == ("signed", team.song, noon)
    assert complaint.signed_hash == services.text_hash(complaint)
    assert complaint.handler == team.zhang
    assert Notice.objects.filter(kind="complaint.handler", user=team.zhang).exists()


def test_a_changed_text_no_longer_fits_the_signature(team, noon):
    complaint = team.signed(noon)
    complaint.words.text = "别的内容"
    assert complaint.signed_hash != services.text_hash(complaint)


@pytest.mark.parametrize("who", ["lin", "zhou", "fang", "zhang"])
def test_nobody_else_signs(team, noon, who):
    complaint = team.issued(noon)
    with pytest.raises(Refused) as refusal:
        services.sign(complaint, handler=team.zhang, now=noon, by=getattr(team, who))
    assert refusal.value.code == "forbidden"


def test_the_head_of_another_department_does_not_sign(team, noon, han):
    complaint = team.issued(noon)
    with pytest.raises(Refused) as refusal:
        services.sign(complaint, handler=team.zhang, now=noon, by=han)
    assert refusal.value.code == "forbidden"


def test_customer_cares_own_complaint_is_signed_by_its_manager(team, house, noon):
    complaint = team.registered(noon, category="other")
    complaint = services.issue(complaint, department=house.care, now=noon, by=team.zhou)
    complaint = services.sign(complaint, handler=team.du, now=noon, by=team.zhou)
    assert complaint.state == "signed"


@pytest.mark.parametrize("handler", ["lin", None])
def test_handler_works_in_the_department(team, noon, handler):
    complaint = team.issued(noon)
    with pytest.raises(Refused) as refusal:
        services.sign(complaint, handler=handler and getattr(team, handler), now=noon, by=team.song)
    assert refusal.value.field == "handler"
