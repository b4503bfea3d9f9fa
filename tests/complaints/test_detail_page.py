"""The slip of a complaint in every state, its papers, and the steps each person may take from it."""

import pytest

from apps.complaints import services
from apps.complaints.models import Complaint
from apps.complaints.views.steps import STEPS
from apps.customers.models import Reveal
from tests.complaints.every_state import every_state, full, house, made, now, team
from tests.complaints.stages import ANSWER, some_cause, url

__all__ = ["every_state", "full", "house", "made", "now", "team"]
HTMX = {"HX-Request": "true"}


def test_detail_and_papers_open_in_every_state(signed_in, team, full):
    client = signed_in(team.fang)
    for complaint in full:
        for page in (
            url("detail", complaint),
            url("slip", complaint),
            url("slip", complaint) + "?sheet=receipt",
        ):
            assert client.get(page).status_code == 200


@pytest.mark.parametrize("who", ["lin", "song", "zhang"])
def test_detail_opens_for_whom_it_concerns(signed_in, team, full, who):
    person = getattr(team, who)
    client = signed_in(person)
    visible = set(Complaint.objects.visible_to(person).values_list("pk", flat=True))
    seen = {}
    for complaint in full:
        expected = 200 if complaint.pk in visible else 404
        assert client.get(url("detail", complaint)).status_code == expected
        seen[expected] = complaint
    for expected, complaint in seen.items():
        assert client.get(url("slip", complaint)).status_code == expected
        assert client.get(url("slip", complaint) + "?sheet=receipt").status_code == expected


def test_every_offered_step_opens_as_dialog_and_page(signed_in, team, full):
    opened = set()
    for person in (team.fang, team.song, team.zhang):
        client = signed_in(person)
        for complaint in Complaint.objects.visible_to(person):
            for step in client.get(url("detail", complaint)).context["steps"]:
                if step.name in opened:
                    continue
                opened.add(step.name)
                address = url("step", complaint, step.name)
                assert client.get(address).status_code == 200
                assert "<dialog" in client.get(address, headers=HTMX).content.decode()
    assert opened == set(STEPS) - {"again", "close", "give_up", "verdict"}


def test_steps_are_those_the_role_has(signed_in, team, full):
    def names(person, complaint):
        page = signed_in(person).get(url("detail", complaint))
        return {step.name for step in page.context["steps"] if not step.aside}

    registered, issued, signed, handling, _, verifying, closed, dead = full
    assert names(team.lin, registered) == set()
    assert "issue" in names(team.zhou, registered)
    assert names(team.song, issued) == {"sign"}
    assert "sign" not in names(team.zhou, issued)
    assert names(team.zhang, signed) == {"contact"}
    assert names(team.zhang, handling) == {"propose"}
    assert names(team.song, handling) == {"return", "propose"}
    assert "extend" in names(team.fang, handling) and "extend" not in names(team.zhou, handling)
    assert names(team.song, verifying) == set()
    assert names(team.fang, closed) == {"seen", "reopen", "case"}
    assert names(team.zhou, dead) == set()


def test_a_step_that_is_not_open_is_refused(signed_in, team, full):
    """403 without the right, whatever the state; 409 where the state does not allow it; 404 for no step at all."""
    client = signed_in(team.zhou)
    assert client.get(url("step", full[0], "sign")).status_code == 403
    assert client.post(url("step", full[1], "sign"), {"version": 1}).status_code == 403
    assert client.get(url("step", full[3], "issue")).status_code == 409
    assert client.get(url("step", full[0], "fly")).status_code == 404
    answer = signed_in(team.zhou).post(url("step", full[1], "sign"), {"version": 1, "handler": team.zhang.pk})
    assert answer.status_code == 403


def test_a_step_goes_back_to_the_board(signed_in, team, now):
    complaint = team.registered(now)
    answer = signed_in(team.zhou).post(
        url("step", complaint, "issue"),
        {"version": complaint.version, "department": team.aftersales.pk, "next": "/complaints/?level=normal"},
    )
    assert (answer.status_code, answer.url) == (302, "/complaints/?level=normal")
    complaint.refresh_from_db()
    assert complaint.state == "issued"


def test_no_step_leads_to_another_host(signed_in, team, now):
    complaint = team.registered(now)
    answer = signed_in(team.zhou).post(
        url("step", complaint, "issue"),
        {"version": complaint.version, "department": team.aftersales.pk, "next": "https://evil.example/"},
    )
    assert answer.url == url("detail", complaint)


def test_a_stale_answer_keeps_the_text_and_can_be_sent_again(signed_in, team, now):
    complaint = team.handling(now)
    old = complaint.version
    services.propose_answer(complaint, cause="甲", measure="", result="", now=now, by=team.zhang)
    client = signed_in(team.song)
    given = {**ANSWER, "liable": "us", "cause_kind": some_cause().pk, "version": old}
    answer = client.post(url("step", complaint, "return"), given)
    assert answer.status_code == 409
    assert ANSWER["cause"] in answer.content.decode()
    complaint.refresh_from_db()
    assert complaint.state == "handling"
    again = client.post(
        url("step", complaint, "return"), given | {"version": answer.context["form"]["version"].value()}
    )
    assert again.status_code == 302


def test_a_missing_part_is_a_fault_at_its_field(signed_in, team, now):
    complaint = team.handling(now)
    answer = signed_in(team.song).post(
        url("step", complaint, "return"),
        {
            **ANSWER,
            "result": " ",
            "liable": "us",
            "cause_kind": some_cause().pk,
            "version": complaint.version,
        },
    )
    assert answer.status_code == 400
    assert answer.context["form"].errors["result"]
    assert ANSWER["measure"] in answer.content.decode()


def test_the_number_is_shown_for_a_recorded_reason(signed_in, team, now):
    complaint = team.signed(now)
    answer = signed_in(team.song).post(url("reveal", complaint))
    assert "tel:13912345608" in answer.content.decode()
    reveal = Reveal.objects.get()
    assert (reveal.by, reveal.code, reveal.object_id) == (team.song, "complaint", complaint.pk)
    assert "13912345608" not in signed_in(team.song).get(url("detail", complaint)).content.decode()


def test_the_department_sees_no_number_after_closing(signed_in, team, now):
    complaint = team.closed(now)
    assert signed_in(team.song).post(url("reveal", complaint)).status_code == 403
