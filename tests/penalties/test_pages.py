"""The pages of the register: who sees what, what a refusal looks like, and constant numbers of queries."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from apps.penalties import services
from apps.penalties.models import PayrollMonth, Penalty
from tests.penalties.conftest import end_of

DAY = date(2026, 11, 4)
NOW = end_of(DAY) + timedelta(hours=10)


@pytest.fixture
def moment(monkeypatch):
    """The clock of the requests."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def queries_of(client, url):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_list_opens_the_first_case_with_its_evidence(signed_in, proposed, lin, zhou, moment):
    penalty = proposed(lin, DAY)
    page = signed_in(zhou).get(reverse("penalties:list")).content.decode()
    assert "林晓彤" in page and penalty.title in page and "20.00" in page
    assert "经客户关爱经理或行政部抽查" in page
    assert reverse("duties:why", args=[penalty.duty_id]) in page


@pytest.mark.parametrize("tab", ["waiting", "appeals", "decided", "settled", "dropped", "proposed", "upheld"])
def test_every_tab_has_an_empty_state(signed_in, zhou, tab):
    assert signed_in(zhou).get(reverse("penalties:list"), {"state": tab}).status_code == 200


def test_an_unknown_tab_is_not_found(signed_in, zhou):
    assert signed_in(zhou).get(reverse("penalties:list"), {"state": "x"}).status_code == 404


def test_confirming_on_the_page(signed_in, proposed, lin, zhou, moment):
    penalty = proposed(lin, DAY)
    url = reverse("penalties:act", args=[penalty.pk])
    answer = signed_in(zhou).post(url, {"verb": "confirm", "reason": "属实"})
    assert answer.status_code == 302
    penalty.refresh_from_db()
    assert penalty.state == "confirmed"
    again = signed_in(zhou).post(url, {"verb": "confirm", "reason": "再一次"})
    assert again.status_code == 409


def test_a_missing_reason_stands_at_its_field_and_keeps_the_page(signed_in, proposed, lin, zhou, moment):
    penalty = proposed(lin, DAY)
    answer = signed_in(zhou).post(
        reverse("penalties:act", args=[penalty.pk]), {"verb": "reject", "reason": " "}
    )
    assert answer.status_code == 400
    assert answer.context["form"].errors["reason"]


def test_a_page_from_before_the_evidence_changed_is_stale(signed_in, proposed, lin, zhou, moment):
    penalty = proposed(lin, DAY)
    data = {"verb": "confirm", "reason": "属实", "seen": "2026-11-01T00:00:00+00:00"}
    assert signed_in(zhou).post(reverse("penalties:act", args=[penalty.pk]), data).status_code == 409
    penalty.refresh_from_db()
    assert penalty.state == "proposed"


def test_deciding_many_names_what_is_refused(signed_in, proposed, lin, zhou, moment):
    first, own = proposed(lin, DAY), proposed(zhou, DAY)
    answer = signed_in(zhou).post(
        reverse("penalties:decide_many"), {"verb": "confirm", "reason": "属实", "pk": [first.pk, own.pk, "x"]},
        follow=True,
    )  # fmt: skip
    first.refresh_from_db()
    own.refresh_from_db()
    assert (first.state, own.state) == ("confirmed", "proposed")
    assert own.title in answer.content.decode()


def test_people_see_only_their_own(signed_in, proposed, lin, du, moment):
    penalty = proposed(lin, DAY)
    assert signed_in(du).get(reverse("penalties:detail", args=[penalty.pk])).status_code == 404
    assert signed_in(du).get(reverse("penalties:list")).status_code == 403
    page = signed_in(lin).get(reverse("penalties:detail", args=[penalty.pk]))
    assert page.status_code == 200 and "何" not in page.content.decode()
    assert penalty.title in signed_in(lin).get(reverse("penalties:mine")).content.decode()
    assert (
        signed_in(du).post(reverse("penalties:act", args=[penalty.pk]), {"verb": "confirm"}).status_code
        == 404
    )


def test_another_store_sees_nothing(signed_in, proposed, lin, stranger, moment):
    penalty = proposed(lin, DAY)
    assert signed_in(stranger).get(reverse("penalties:detail", args=[penalty.pk])).status_code == 404
    assert penalty.title not in signed_in(stranger).get(reverse("penalties:list")).content.decode()


def test_explaining_appealing_and_noting_on_the_page(signed_in, proposed, lin, zhou, fang, moment):
    penalty = proposed(lin, DAY)
    url = reverse("penalties:act", args=[penalty.pk])
    assert signed_in(lin).post(url, {"verb": "explain", "reason": "停电"}).status_code == 302
    assert "停电" in signed_in(zhou).get(reverse("penalties:detail", args=[penalty.pk])).content.decode()
    services.confirm(penalty, now=NOW, by=zhou)
    assert signed_in(lin).post(url, {"verb": "acknowledge"}).status_code == 302
    assert signed_in(lin).post(url, {"verb": "appeal", "reason": ""}).status_code == 400
    assert signed_in(lin).post(url, {"verb": "appeal", "reason": "请复核"}).status_code == 302
    assert signed_in(fang).post(url, {"verb": "grant", "reason": "初犯"}).status_code == 302
    penalty.refresh_from_db()
    assert penalty.state == "waived"


def test_a_forged_verb_is_refused(signed_in, proposed, lin, zhou, moment):
    penalty = proposed(lin, DAY)
    answer = signed_in(zhou).post(reverse("penalties:act", args=[penalty.pk]), {"verb": "settle"})
    assert answer.status_code == 400


def test_slip_page(signed_in, lin, zhou, moment):
    page = signed_in(zhou).get(reverse("penalties:slip"))
    key = page.context["form"]["request_key"].value()
    data = {
        "what": "fault",
        "subject": lin.pk,
        "fact_day": "2026-11-04",
        "amount": "500",
        "reason": "未着工装",
        "request_key": key,
    }
    refused = signed_in(zhou).post(reverse("penalties:slip"), data)
    assert refused.status_code == 403 and refused.context["form"].errors["amount"]
    for _ in range(2):
        assert signed_in(zhou).post(reverse("penalties:slip"), data | {"amount": "50"}).status_code == 302
    assert Penalty.objects.count() == 1


def test_month_pages_and_the_file_for_payroll(signed_in, house, confirmed, lin, zhou, qian, moment):
    penalty = confirmed(lin, DAY)
    listed = signed_in(qian).get(reverse("penalties:month"))
    assert "2026-11" in listed.content.decode()
    month = PayrollMonth.objects.get(month=date(2026, 11, 1))
    page = signed_in(qian).get(reverse("penalties:month_detail", args=[month.pk])).content.decode()
    assert "林晓彤" in page and reverse("penalties:detail", args=[penalty.pk]) not in page
    early = signed_in(zhou).post(reverse("penalties:month_move", args=[month.pk]), {"verb": "ready"})
    assert early.status_code == 409
    answer = signed_in(qian).post(reverse("desk:payroll_file", args=[month.pk]))
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[1][:8] == ("客户关爱部", "林晓彤", "lin", 1, 1, 20, 0, 20)
    assert [row[1] for row in rows[2:]] == ["小计", "合计"]
    assert month.moves.get().what == "export"


def test_pages_ask_the_same_for_more_rows(signed_in, owed, lin, zhou, moment):
    from apps.duties import services as duties

    def grow(count):
        for _ in range(count):
            owed(lin, DAY)
        duties.mark_missed(now=NOW)
        services.propose_for_missed(now=NOW)

    grow(3)
    penalty = Penalty.objects.first()
    urls = [
        (zhou, reverse("penalties:list")),
        (zhou, reverse("penalties:detail", args=[penalty.pk])),
        (lin, reverse("penalties:mine")),
        (zhou, reverse("penalties:month")),
    ]
    for user, url in urls:
        queries_of(signed_in(user), url)
    few = [queries_of(signed_in(user), url) for user, url in urls]
    grow(27)
    many = [queries_of(signed_in(user), url) for user, url in urls]
    assert few == many
    assert max(many) <= 25


@pytest.mark.parametrize("forged", ["²", "-1", "9" * 40, "9" * 5000])
def test_forged_ids_decide_nothing(signed_in, zhou, forged):
    answer = signed_in(zhou).post(reverse("penalties:decide_many"), {"verb": "confirm", "pk": [forged]})
    assert answer.status_code == 302
