"""The pages of reports in a house without facts, and in one with forty agents."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Role
from apps.reports import services
from apps.reports.figures import figures_of
from apps.reports.models import Issue
from tests.reports.conftest import make_work
from tests.reports.standing_work import open_page


def test_without_base_a_dash(signed_in, lin, house, at):
    services.open_report_duties(now=at("2026-11-03 09:00"))
    issue = Issue.objects.get(kind="week")
    services.build(issue, now=at("2026-11-09 00:30"))
    sheet = open_page(signed_in(lin), "detail", issue.pk).context["sheet"]
    texts = {figure.key: sheet.value(figure.key).text for figure in figures_of("week")}
    assert {texts[figure.key] for figure in figures_of("week") if figure.is_ratio} == {"–"}
    assert {texts[figure.key] for figure in figures_of("week") if not figure.is_ratio} == {"0"}


def count_queries(client, name, *args):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert open_page(client, name, *args).status_code == 200
    return len(seen)


def test_queries_do_not_grow_with_staff(signed_in, lin, zhou, house, at):
    """5 and 40 agents: the same number of queries for a page, a running period and a build."""
    found = []
    for size, first in ((5, date(2026, 9, 7)), (40, date(2026, 10, 5))):
        agents = [house.person(f"{size}-{n}", f"专员{size}{n}", Role.AGENT, house.care) for n in range(size)]
        make_work(house.store, agents, first=first, days=20, per_day=8, prefix=f"s{size}")
        services.open_report_duties(now=at(f"{first} 12:00"))
        issue = Issue.objects.get(kind="xun", start=first.replace(day=1))
        with CaptureQueriesContext(connection) as building:
            services.build(issue, now=at("2026-12-01 00:30"))
        client = signed_in(lin)
        count_queries(client, "detail", issue.pk)
        found.append(
            (len(building), count_queries(client, "detail", issue.pk), count_queries(client, "live", "xun"))
        )
    assert found[0] == found[1]
    assert found[0][0] <= 90
