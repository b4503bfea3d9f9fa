"""The tree of causes is kept by the manager (S82)."""

import pytest

from apps.complaints import services
from apps.complaints.models import CauseKind
from apps.core.refusal import Refused


def test_a_cause_joins_its_group_and_can_be_chosen(team):
    group = CauseKind.objects.get(code="people")
    cause = services.add_cause(name_zh="语气生硬", name_en="Harsh tone", parent=group, by=team.zhou)
    assert cause in CauseKind.objects.offered()
    assert cause.position > max(other.position for other in group.causes.exclude(pk=cause.pk))


def test_two_levels_are_enough(team):
    cause = CauseKind.objects.get(code="people.skill")
    with pytest.raises(Refused) as refusal:
        services.add_cause(name_zh="三级", name_en="Third", parent=cause, by=team.zhou)
    assert refusal.value.field == "parent"


def test_the_same_name_twice_is_refused(team):
    group = CauseKind.objects.get(code="people")
    with pytest.raises(Refused) as refusal:
        services.add_cause(name_zh="服务态度", name_en="Attitude", parent=group, by=team.zhou)
    assert refusal.value.field == "name_zh"


def test_a_retired_cause_is_no_longer_offered_and_old_complaints_keep_it(team, noon):
    complaint = team.returned(noon)
    cause = complaint.cause_kind
    services.change_cause(
        cause, name_zh=cause.name_zh, name_en=cause.name_en, retired=True, version=cause.version, by=team.zhou
    )
    assert cause not in CauseKind.objects.offered()
    complaint.refresh_from_db()
    assert complaint.cause_kind == cause
    with pytest.raises(Refused) as refusal:
        team.returned(noon)
    assert refusal.value.field == "cause_kind"


def test_two_managers_change_one_cause(team):
    cause = CauseKind.objects.get(code="people.skill")
    names = {"name_zh": "技能", "name_en": "Skill", "retired": False}
    services.change_cause(cause, **names, version=1, by=team.zhou)
    with pytest.raises(Refused) as refusal:
        services.change_cause(CauseKind.objects.get(pk=cause.pk), **names, version=1, by=team.fang)
    assert refusal.value.code == "stale"


@pytest.mark.parametrize("who", ["lin", "song", "zhang"])
def test_only_customer_care_keeps_the_tree(team, who):
    with pytest.raises(Refused) as refusal:
        services.add_cause(name_zh="新", name_en="New", by=getattr(team, who))
    assert refusal.value.code == "forbidden"
