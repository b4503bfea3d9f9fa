"""The month's waivers and reversals for the general manager (S13, S14)."""

from datetime import date

from django.urls import reverse

from apps.notices.models import Notice
from apps.penalties import services

OCTOBER = date(2026, 10, 1)


def test_the_list_comes_once_when_the_month_is_over(confirmed, house, lin, zhou, fang, gao, at, signed_in):
    first, second, third = (confirmed(lin, date(2026, 10, day)) for day in (9, 10, 11))
    services.waive(first, reason="客户在国外", now=at("2026-10-31 23:59"), by=zhou)
    services.appeal(second, reason="我有异议", now=at("2026-10-13 09:00"), by=lin)
    services.decide_appeal(second, uphold=False, reason="录音证明", now=at("2026-10-14 09:00"), by=fang)
    services.waive(third, reason="重复", now=at("2026-11-01 00:00"), by=zhou)
    services.begin_months(now=at("2026-10-31 12:00"))
    assert services.tell_exceptions(now=at("2026-10-31 23:59")) == 0
    assert services.tell_exceptions(now=at("2026-11-01 08:00")) == 1
    assert services.tell_exceptions(now=at("2026-11-01 08:01")) == 0
    notice = Notice.objects.get(user=gao, key__startswith="exceptions")
    assert notice.params == {"month": "2026-10", "count": 2}
    page = signed_in(gao).get(notice.url)
    assert [move.penalty for move in page.context["rows"]] == [second, first]
    assert "客户在国外" in page.text and "录音证明" in page.text
    assert signed_in(zhou).get(reverse("penalties:exceptions")).status_code == 403


def test_reversals_count_once_and_not_what_the_program_withdrew(confirmed, house, lin, zhou, fang, qian, at):
    rows = [confirmed(lin, date(2026, 10, day)) for day in range(9, 13)]
    month = services.open_month(house.store, month=OCTOBER)
    services.ready_month(month, now=at("2026-11-02 10:00"), by=zhou)
    services.close_month(month, now=at("2026-11-09 10:00"), by=qian)
    services.reverse(rows[0], reason="录音证明已回访", now=at("2026-11-10 10:00"), by=fang)
    listed = services.exceptions_of(house.store, month=date(2026, 11, 1))
    assert [(move.penalty.kind, move.code) for move in listed] == [
        ("callback_miss", ""),
        ("step_up", "count_fell"),
    ]
