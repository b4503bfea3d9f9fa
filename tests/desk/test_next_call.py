"""From one call to the next: its address, what of a page is kept, what a page costs (ux.md)."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import RuleStamp, User
from apps.callbacks import services
from apps.callbacks.models import Callback, Outcome, Question
from apps.customers.models import Phone
from tests.desk.test_call import HTMX, call, inside_a_window, page, url

__all__ = ["call", "inside_a_window", "page"]


def test_the_way_to_the_next_call_is_one_answer(page, call, make_call, zhou, noon):
    """A page of the screen has the next call's part and its real address at once; any other page is led there."""
    following = reverse("desk:call_next")
    part = page.get(following, **HTMX)
    assert (part.status_code, part["HX-Push-Url"]) == (200, url(call))
    assert 'id="call-screen"' not in part.content.decode()
    assert f'hx-post="{url(call)}"' in part.content.decode()
    assert page.get(following).url == url(call)
    other = make_call()
    Callback.objects.filter(pk=call.pk).update(claimed_by=zhou, claimed_until=noon + timedelta(minutes=5))
    assert page.get(following, **HTMX)["HX-Push-Url"] == url(other)
    Callback.objects.filter(pk=other.pk).update(claimed_by=zhou, claimed_until=noon + timedelta(minutes=5))
    assert page.get(following, **HTMX)["HX-Push-Url"] == reverse("desk:home")
    assert page.get(following).url == reverse("desk:home")


@pytest.mark.parametrize("who", ["lin", "zhou"])
def test_what_is_kept_of_a_page_is_what_would_be_drawn(call, signed_in, house, who):
    """In both languages, a second time from memory, and under a changed rule at once."""
    person = house.named(who)
    page = signed_in(person)

    def shown(language):
        User.objects.filter(pk=person.pk).update(language=language)
        text = page.get(url(call), **HTMX).content.decode()
        return re.sub(r'(csrfmiddlewaretoken|request_key|opened_at)" value="[^"]*"', "", text)

    def kept_and_drawn():
        kept = {(language, shown(language)) for _ in range(2) for language in ("zh-hans", "en")}
        stamp = RuleStamp.objects.get()
        stamp.delete()
        drawn = {(language, shown(language)) for language in ("zh-hans", "en")}
        stamp.save(force_insert=True)
        return kept, drawn

    kept, drawn = kept_and_drawn()
    assert kept == drawn
    Outcome.objects.filter(code="busy").update(name_zh="占着线")
    Question.objects.update(text_zh="您满意吗")
    kept, drawn = kept_and_drawn()
    assert kept == drawn
    assert all("占着线" in text and "您满意吗" in text for language, text in kept if language == "zh-hans")


def test_the_number_of_queries_does_not_grow(
    page, call, make_call, django_assert_max_num_queries, noon, entry, lin
):
    with django_assert_max_num_queries(32):
        page.get(url(call))
    make_call(kind="repair", customer=call.customer)
    with CaptureQueriesContext(connection) as few:
        page.get(url(call))
    for n in range(10):
        make_call(kind="repair", customer=call.customer)
        Phone.objects.create(customer=call.customer, number=f"1370000000{n}", position=n + 2)
    for _ in range(5):
        services.record_attempt(call, entry("no_answer", call, note="x"), now=noon, by=lin)
    with CaptureQueriesContext(connection) as many:
        page.get(url(call))
    assert len(many) <= len(few) + 1
