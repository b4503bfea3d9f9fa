"""Registering by hand (S08): find the customer or enter a new one, then the form."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.complaints.models import Category, Complaint
from apps.customers.models import Customer
from tests.complaints.stages import customer_of

HTMX = {"HX-Request": "true"}


def url(name, complaint=None, *args):
    return reverse(f"complaints:{name}", args=[complaint.pk, *args] if complaint else [])


def test_register_by_hand(signed_in, team):
    client = signed_in(team.lin)
    found = client.get(url("register") + "?q=李秀兰", headers=HTMX).content.decode()
    assert f"customer={team.customer.pk}" in found and "<html" not in found
    assert client.get(url("register") + f"?customer={team.customer.pk}").status_code == 200
    category = Category.objects.get(code="parts")
    answer = client.post(
        url("register"),
        {
            "customer": team.customer.pk, "source": "hotline", "category": category.pk, "level": "serious",
            "urgency": "urgent", "escalation": "hotline", "line": "car", "text": "配件等了两周",
        },
    )  # fmt: skip
    complaint = Complaint.objects.get()
    assert answer.url == url("detail", complaint)
    assert (complaint.level, complaint.escalation, complaint.recorded_by) == ("serious", "hotline", team.lin)


def test_register_tells_what_is_missing_and_keeps_the_rest(signed_in, team):
    later = timezone.localtime() + timedelta(hours=2)
    category = Category.objects.get(code="parts")
    answer = signed_in(team.lin).post(
        url("register"),
        {
            "customer": team.customer.pk, "source": "hotline", "category": category.pk, "level": "normal",
            "urgency": "normal", "escalation": "in_house", "line": "car", "text": "配件等了两周",
            "learned_at": f"{later:%Y-%m-%dT%H:%M}",
        },
    )  # fmt: skip
    assert answer.status_code == 400
    assert answer.context["form"].errors["learned_at"]
    assert "配件等了两周" in answer.content.decode()
    assert not Complaint.objects.exists()


def test_a_new_customer_needs_name_and_number(signed_in, team):
    client = signed_in(team.lin)
    assert client.get(url("register") + "?new=1").status_code == 200
    answer = client.post(url("register"), {"newcomer": "1", "name": "王新", "phone": "12"})
    assert answer.status_code == 400 and answer.context["newcomer"].errors["phone"]
    answer = client.post(url("register"), {"newcomer": "1", "name": "王新", "phone": "138 0013 8000"})
    customer = Customer.objects.get(name="王新")
    assert answer.url.endswith(f"?customer={customer.pk}")
    assert customer.phones.get().number == "13800138000"


def test_a_foreign_customer_is_not_found(signed_in, team, stranger, noon):
    other = customer_of(stranger.posts.get().store, now=noon)
    assert signed_in(team.lin).get(url("register") + f"?customer={other.pk}").status_code == 404


@pytest.mark.parametrize("forged", ["²", "-1", "9" * 40, "1;2"])
def test_a_forged_customer_gets_no_form(signed_in, team, forged):
    answer = signed_in(team.lin).get(url("register"), {"customer": forged})
    assert answer.status_code in (200, 404)
    assert "form" not in (answer.context or {})


def test_a_double_click_registers_once(signed_in, team):
    client = signed_in(team.lin)
    form = client.get(url("register"), {"customer": team.customer.pk}).context["form"]
    data = {
        "customer": team.customer.pk, "source": "hotline", "category": Category.objects.get(code="parts").pk,
        "level": "serious", "urgency": "urgent", "escalation": "hotline", "line": "car", "text": "配件等了两周",
        "request_key": str(form["request_key"].value()),
    }  # fmt: skip
    first, second = (client.post(url("register"), data) for _click in range(2))
    assert first.url == second.url == url("detail", Complaint.objects.get())
    other = client.post(
        url("register"), data | {"customer": customer_of(team.aftersales.store, now=timezone.now()).pk}
    )
    assert other.status_code == 409
