"""What a person may do follows from the posts in force; deputies, absences, the edges of a post's days."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from apps.accounts import access, services
from apps.accounts.models import Absence, Post, Role, User
from apps.core.refusal import Refused


def fresh(user):
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize(
    ("from_day", "until_day", "on", "may"),
    [
        ("2026-11-03", None, "2026-11-03", True),
        ("2026-11-04", None, "2026-11-03", False),
        ("2026-01-01", "2026-11-03", "2026-11-03", True),
        ("2026-01-01", "2026-11-02", "2026-11-03", False),
    ],
)
def test_a_post_counts_from_its_first_to_its_last_day(house, time_machine, from_day, until_day, on, may):
    user = User.objects.create_user("x", name="X", password=None)
    last = date.fromisoformat(until_day) if until_day else None
    Post.objects.create(
        user=user, role=Role.AGENT, store=house.store, from_day=date.fromisoformat(from_day), until_day=last
    )
    time_machine.move_to(f"{on}T12:00:00+08:00")
    assert access.may(user, "callbacks.call") is may


def test_the_widest_post_decides(house, lin):
    assert access.scope(lin, "callbacks.list") == "own"
    Post.objects.create(user=lin, role=Role.CARE_MANAGER, store=house.store, from_day=date(2024, 1, 1))
    assert access.scope(fresh(lin), "callbacks.list") == "store"


def test_somebody_without_a_post_may_nothing(db):
    user = User.objects.create_user("x", name="X", password=None)
    assert not any(access.may(user, action) for action in access.ACTIONS)
    with pytest.raises(PermissionDenied):
        access.store_of(user)


def test_anonymous_people_may_nothing():
    from django.contrib.auth.models import AnonymousUser

    assert not any(access.may(AnonymousUser(), action) for action in access.ACTIONS)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"role": "emperor"}, "role"),
        ({"role": Role.DEPARTMENT_HEAD}, "department"),
        ({"until_day": date(2020, 1, 1), "from_day": date(2026, 1, 1)}, "until_day"),
        ({"principal": "lin"}, "until_day"),
    ],
)
def test_unfit_posts_are_refused_at_their_field(house, root, lin, du, noon, changes, field):
    post = {"role": Role.AGENT, "department": None} | changes
    if "principal" in post:
        post["principal"] = lin
    with pytest.raises(Refused) as refusal:
        services.add_post(du, **post, now=noon, by=root)
    assert refusal.value.field == field


def test_a_department_of_another_store_is_refused(root, lin, stranger, noon):
    from apps.accounts.models import Department

    foreign = Department.objects.exclude(store=access.store_of(root)).first()
    with pytest.raises(Refused):
        services.add_post(lin, role=Role.DEPARTMENT_STAFF, department=foreign, now=noon, by=root)


def test_only_the_administrator_gives_posts(zhou, lin, noon):
    with pytest.raises(Refused) as refusal:
        services.add_post(lin, role=Role.GENERAL_MANAGER, department=None, now=noon, by=zhou)
    assert refusal.value.status == 403


def test_nobody_switches_themselves_off(root):
    with pytest.raises(Refused):
        services.set_active(root, active=False, by=root)


@pytest.mark.parametrize(
    ("first", "last", "substitute", "field"),
    [
        ("2026-11-05", "2026-11-04", None, "last_day"),
        ("2026-11-05", "2026-11-05", "self", "substitute"),
        ("2026-11-10", "2026-11-12", None, "first_day"),
        ("2026-11-20", "2026-11-20", "away", "substitute"),
    ],
)
def test_unfit_absences_are_refused_at_their_field(lin, du, zhou, first, last, substitute, field):
    Absence.objects.create(
        user=lin, first_day=date(2026, 11, 11), last_day=date(2026, 11, 11), entered_by=zhou
    )
    Absence.objects.create(
        user=du, first_day=date(2026, 11, 20), last_day=date(2026, 11, 20), entered_by=zhou
    )
    person = {"self": lin, "away": du, None: None}[substitute]
    with pytest.raises(Refused) as refusal:
        services.enter_absence(
            lin,
            first_day=date.fromisoformat(first),
            last_day=date.fromisoformat(last),
            substitute=person,
            by=zhou,
        )
    assert refusal.value.field == field


def test_the_administrator_makes_a_person_and_a_link(signed_in, root, house):
    client = signed_in(root)
    form = {"username": "neu", "name": "新同事", "role": "agent", "department": house.care.pk}
    answer = client.post(reverse("accounts:person_new"), form)
    person = User.objects.get(username="neu")
    assert answer.url == reverse("accounts:person", args=[person.pk])
    shown = client.post(reverse("accounts:person_link", args=[person.pk]), follow=True)
    assert "/password/reset/" in shown.content.decode()
    assert "/password/reset/" not in client.get(answer.url).content.decode()


def test_a_taken_name_is_told_at_its_field(signed_in, root, lin, house):
    form = {"username": "lin", "name": "另一个", "role": "agent", "department": house.care.pk}
    answer = signed_in(root).post(reverse("accounts:person_new"), form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["username"])


def test_people_of_another_store_do_not_exist_here(signed_in, root, stranger):
    assert signed_in(root).get(reverse("accounts:person", args=[stranger.pk])).status_code == 404


def test_a_manager_enters_absences_but_gives_no_posts(signed_in, zhou, lin):
    client = signed_in(zhou)
    assert client.get(reverse("accounts:people")).status_code == 403
    form = {"person": lin.pk, "first_day": "2026-11-20", "last_day": "2026-11-21", "substitute": ""}
    assert client.post(reverse("accounts:absences"), form).status_code == 302
    assert Absence.objects.get().user == lin
