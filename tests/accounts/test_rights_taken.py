"""A right taken away is gone with the next request, whatever page is open meanwhile (A4)."""

from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from apps.accounts import services
from apps.accounts.models import Post, SignInSession, User
from tests.house_of_three import SINCE, House


def test_a_role_that_ended_opens_nothing(signed_in: Any, zhou: User) -> None:
    client: Client = signed_in(zhou)
    assert client.get(reverse("callbacks:export")).status_code == 200
    zhou.posts.update(until_day=date(2024, 12, 31))
    assert client.get(reverse("callbacks:export")).status_code == 403


def test_who_moves_to_another_team_sees_that_team(signed_in: Any, house: House, han: User) -> None:
    client: Client = signed_in(han)
    assert client.get(reverse("complaints:board")).status_code == 200
    han.posts.update(until_day=date(2024, 12, 31))
    Post.objects.create(user=han, role="hr", store=house.store, from_day=SINCE)
    assert client.get(reverse("complaints:board")).status_code == 403
    assert client.get(reverse("penalties:month")).status_code == 200


def test_who_is_switched_off_is_out_in_every_browser(lin: User, root: User) -> None:
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(lin)
    services.set_active(lin, active=False, by=root)
    assert {client.get("/").status_code for client in clients} == {302}
    assert not SignInSession.objects.filter(user=lin).exists()
    services.set_active(lin, active=True, by=root)
    assert {client.get("/").status_code for client in clients} == {302}
