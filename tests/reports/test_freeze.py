"""What was submitted stays as it was, to the byte, whatever the house does afterwards (S15, 4.4)."""

import re
from copy import deepcopy
from typing import Any

import pytest
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client

from apps.accounts.models import Role, User
from apps.callbacks.models import AttemptWords, Callback, Question
from apps.complaints.models import Category, Complaint
from apps.core.refusal import Refused
from apps.duties.models import Duty
from apps.duties.services import settle
from apps.reports import services
from apps.reports.models import Issue, Paper
from apps.rulebook.services import set_policy
from tests.reports.standing_work import Reported, month_worked, open_page, weekly

__all__ = ["month_worked", "weekly"]


@pytest.fixture
def reported(db: None, weekly: Reported) -> Reported:
    return deepcopy(weekly)


@pytest.fixture
def house(reported: Reported) -> Any:
    return reported.house


@pytest.fixture
def submitted(reported: Reported, lin: User, zhou: User, han: User, at: Any) -> Issue:
    issue = reported.issues["week"]
    services.save_words(
        issue, problems="周三缺人", suggestions="", version=issue.version, now=at("2026-11-02 09:00"), by=lin,
        departments={han.posts.get().department_id: ("交车讲解太短", "预约交车")},
    )  # fmt: skip
    services.prepare(issue, now=at("2026-11-02 10:00"), by=lin)
    services.review(issue, now=at("2026-11-02 11:00"), by=zhou, remark="可以")
    return services.submit(issue, now=at("2026-11-02 12:00"), by=lin)


def shown(client: Client, issue: Issue) -> str:
    """The paper, on the page and on print, in both languages."""
    found = []
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        text = open_page(client, "print", issue.pk).text
        found.append(re.search(r"<article.*</article>", text, re.S).group())
    return "\n".join(found)


def change_everything(issue: Issue, lin: User, root: User, at: Any) -> None:
    """Late facts, corrected facts, renamed people and things, another rule value: all after the submission."""
    inside = {"store": issue.store, "duty__due_day__range": (issue.start, issue.end)}
    for call in Callback.objects.filter(**inside, duty__state="missed", duty__settled_at=None)[:3]:
        settle(call.duty, at=at("2026-11-03 10:00"), by=lin)
    Duty.objects.filter(report_issues=issue).update(title="later")
    Complaint.objects.filter(store=issue.store).update(state="invalid")
    AttemptWords.objects.filter(attempt__callback__store=issue.store).update(problem="改了", suggestion="")
    Category.objects.update(name_zh="别的", name_en="Other")
    Question.objects.update(text_zh="换了问法", text_en="New words")
    User.objects.filter(pk=lin.pk).update(name="林改名")
    type(issue.store).objects.filter(pk=issue.store_id).update(name="改名店")
    issue.store.departments.update(name=Concat("name", Value("改名")))
    for key, value in (("target.completion", 50), ("figures.small_n", 500)):
        set_policy(
            key, value, store=issue.store, effective_from=issue.start, reason="更正", by=root,
            now=at("2026-11-04 09:00"), correction=True,
        )  # fmt: skip


def test_the_first_version_stays_to_the_byte(
    submitted: Issue, signed_in: Any, zhou: User, lin: User, root: User, at: Any
) -> None:
    client = signed_in(zhou)
    before, sealed = shown(client, submitted), vars(submitted.seal).copy()
    assert "周三缺人" in before and "交车讲解太短" in before and submitted.seal.paper in before

    change_everything(submitted, lin, root, at)
    old = Issue.objects.get(pk=submitted.pk)
    assert shown(client, old) == before
    assert services.seal_state(old) == "intact"
    assert old.seal.numbers == sealed["numbers"]

    again = services.reopen(old, reason="漏了", now=at("2026-11-05 09:00"), by=zhou)
    services.build(again, now=at("2026-11-05 09:01"))
    services.prepare(again, now=at("2026-11-05 09:02"), by=lin)
    services.review(again, now=at("2026-11-05 09:03"), by=zhou)
    services.submit(again, now=at("2026-11-05 09:04"), by=lin)
    assert shown(client, Issue.objects.get(pk=old.pk)) == before
    assert again.seal.numbers != sealed["numbers"]
    assert "林改名" in shown(client, again) and "林改名" not in before


def test_a_changed_word_is_found_out(submitted: Issue) -> None:
    """The control: the seal does not say "intact" to everything."""
    paper = Paper.objects.get(issue=submitted)
    Paper.objects.filter(pk=paper.pk).update(body=paper.body.replace("周三缺人", "一切正常"))
    assert services.seal_state(Issue.objects.get(pk=submitted.pk)) == "words"


def test_a_head_reads_what_is_written_about_the_own_department_alone(
    submitted: Issue, signed_in: Any, han: User, song: User
) -> None:
    assert "交车讲解太短" in open_page(signed_in(han), "detail", submitted.pk).text
    assert "交车讲解太短" not in open_page(signed_in(song), "detail", submitted.pk).text


def test_whom_it_went_to_does_not_follow_the_posts(submitted: Issue, gao: User, zhou: User, at: Any) -> None:
    sent = set(submitted.addressed.values_list("user_id", flat=True))
    assert zhou.pk in sent
    zhou.posts.update(until_day=at("2026-11-03 00:00").date())
    assert services.acknowledge(submitted, now=at("2026-11-05 09:00"), by=zhou).user == zhou


def test_a_report_about_a_department_goes_to_its_own_head(
    house: Any, gao: User, zhou: User, han: User, song: User, at: Any
) -> None:
    on = at("2026-11-02 12:00").date()
    assert set(services.recipients(house.store, on=on)) == {gao, zhou, han, song}
    assert set(services.recipients(house.store, on=on, department=house.sales)) == {gao, zhou, han}


def test_what_is_filed_goes_on_to_quality(reported: Reported, gao: User, zhou: User, at: Any) -> None:
    """S70: 部门经理 signs, then 品质部 reads."""
    quality = reported.house.person("shen", "沈洁", Role.QA_CLERK, reported.house.care)
    issue, now = reported.issues["week"], at("2026-11-02 12:00")
    assert quality not in services.readers_of(issue, now=now)
    for kind in ("review", "summary", "filing"):
        assert {quality, gao, zhou} <= set(services.readers_of(Issue(store=issue.store, kind=kind), now=now))


def test_words_are_about_the_department_the_report_is_about(reported: Reported, lin: User, at: Any) -> None:
    issue, house = reported.issues["week"], reported.house
    assert set(services.departments_of(issue)) == {house.care, house.sales, house.aftersales}
    issue.department = house.sales
    issue.save()
    assert list(services.departments_of(issue)) == [house.sales]
    words = {"problems": "", "suggestions": "", "version": issue.version}
    with pytest.raises(Refused):
        services.save_words(
            issue, **words, departments={house.aftersales.pk: ("x", "")}, now=at("2026-11-02 09:00"), by=lin
        )
