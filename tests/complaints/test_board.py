"""The board (S12) with many complaints: all are counted, the most pressing are shown."""

import pytest

from apps.complaints.views import lanes

URL = "/complaints/"


@pytest.fixture
def few_shown(monkeypatch):
    monkeypatch.setattr(lanes, "SHOWN", 2)


def column(page, name, *, lane=0):
    return next(column for column in page.context["lanes"][lane].columns if column.name == name)


def test_the_most_pressing_are_shown_and_all_are_counted(signed_in, team, at, few_shown):
    cases = [team.issued(at(f"2026-11-0{day} 10:00")) for day in (3, 2, 4, 5)]
    page = signed_in(team.zhou).get(URL)
    found = column(page, "issued")
    assert [card.complaint for card in found.cards] == [cases[1], cases[0]]
    assert (found.count, found.hidden) == (4, 2)
    assert page.context["totals"]["open"] == sum(part["count"] for part in page.context["ageing"]) == 4
    assert "column=issued" in page.content.decode()


def test_one_column_opens_whole(signed_in, team, at, few_shown):
    for day in (2, 3, 4):
        team.issued(at(f"2026-11-0{day} 10:00"))
        team.registered(at(f"2026-11-0{day} 11:00"))
    page = signed_in(team.zhou).get(URL + "?column=issued")
    assert len(column(page, "issued").cards) == 3
    assert len(column(page, "registered").cards) == 2
    assert signed_in(team.zhou).get(URL + "?column=nonsense").status_code == 200


def test_lanes_count_their_own(signed_in, team, at, few_shown):
    for _ in range(3):
        team.issued(at("2026-11-03 10:00"))
    page = signed_in(team.zhou).get(URL + "?lane=department")
    assert [(lane.title, lane.count) for lane in page.context["lanes"]] == [("售后部", 3)]
    assert column(page, "issued").hidden == 1
