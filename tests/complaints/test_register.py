"""Opening a complaint (S08): the number, the report clock (R08), who hears of it, what is refused."""

from datetime import timedelta

import pytest

from apps.complaints import services
from apps.complaints.models import Category, Complaint
from apps.core.refusal import Refused
from apps.duties.models import Duty
from apps.notices.models import Notice

MINUTE = timedelta(minutes=1)


def test_number_runs_per_store_and_month(team, at):
    numbers = [team.registered(at("2026-11-03 10:00"), customer=team.customer).number for _ in range(2)]
    december = team.registered(at("2026-12-01 00:00")).number
    assert [*numbers, december] == ["BY-2611-001", "BY-2611-002", "BY-2612-001"]


def test_a_failed_registration_leaves_a_gap_and_never_a_double(team, at):
    team.registered(at("2026-11-03 10:00"))
    with pytest.raises(Refused):
        team.registered(at("2026-11-03 10:00"), category="delivery", text=" ")
    assert team.registered(at("2026-11-03 10:00")).number >= "BY-2611-002"


@pytest.mark.parametrize(
    ("learned", "state"),
    [
        ("2026-11-03 09:00:00", "kept"),
        ("2026-11-03 08:59:59", "missed"),
        ("2026-11-03 10:00:00", "kept"),
        ("2026-11-02 18:00:00", "missed"),
    ],
)
def test_report_is_due_sixty_minutes_after_learning_inclusive(team, at, learned, state):
    complaint = team.registered(at("2026-11-03 10:00:00"), learned_at=at(learned))
    duty = complaint.report_duty
    assert (duty.state, duty.due_at, duty.settled_at) == (
        state,
        at(learned) + 60 * MINUTE,
        at("2026-11-03 10:00"),
    )
    assert duty.key == f"complaint:report:{complaint.pk}"
    assert duty.owner == team.lin


def test_learned_defaults_to_the_moment_of_recording(team, noon):
    assert team.registered(noon).learned_at == noon


def test_learned_later_than_recorded_is_refused(team, noon):
    with pytest.raises(Refused) as refusal:
        team.registered(noon, learned_at=noon + MINUTE)
    assert refusal.value.field == "learned_at"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": "  "}, "text"),
        ({"source": "rumour"}, "source"),
        ({"level": "terrible"}, "level"),
        ({"line": "aviation"}, "line"),
        ({"escalation": "moon"}, "escalation"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(team, noon, given, field):
    with pytest.raises(Refused) as refusal:
        team.registered(noon, **given)
    assert (refusal.value.field, refusal.value.code) == (field, "invalid")
    assert not Complaint.objects.exists()


def test_retired_category_and_foreign_customer_are_refused(team, noon, stranger):
    Category.objects.filter(code="parts").update(retired_on="2026-01-01")
    with pytest.raises(Refused) as refusal:
        team.registered(noon, category="parts")
    assert refusal.value.field == "category"
    from tests.complaints.stages import customer_of

    other = customer_of(stranger.posts.get().store, now=noon)
    with pytest.raises(Refused) as refusal:
        team.registered(noon, customer=other, vehicle=None)
    assert refusal.value.field == "customer"


def test_manager_and_usual_department_hear_at_once(team, noon):
    complaint = team.registered(noon)
    told = Notice.objects.filter(kind="complaint.registered").values_list("user__username", flat=True)
    assert set(told) == {"zhou", "song"}
    assert complaint.department == team.aftersales
    assert complaint.number in Notice.objects.first().sentence


def test_major_goes_to_the_general_manager(team, noon):
    team.registered(noon, level="major")
    told = Notice.objects.filter(kind="complaint.major").values_list("user__username", flat=True)
    assert set(told) == {"gao", "fang"}


def test_third_complaint_within_ninety_days_is_major_from_the_start(team, noon):
    levels = [team.registered(noon + timedelta(days=day)).level for day in (0, 30, 89, 400)]
    assert levels == ["normal", "normal", "major", "normal"]


@pytest.mark.parametrize("who", ["song", "zhang"])
def test_departments_do_not_register(team, noon, who):
    with pytest.raises(Refused) as refusal:
        services.register(team.entry(), store=team.aftersales.store, now=noon, by=getattr(team, who))
    assert refusal.value.code == "forbidden"


def test_history_says_who_registered(team, noon):
    move = team.registered(noon).moves.get()
    assert (move.what, move.old, move.new, move.by, move.at) == ("register", "", "registered", team.lin, noon)


def test_register_opens_one_duty_only(team, noon):
    team.registered(noon)
    assert Duty.objects.count() == 1
