"""The preparer's text and the way back to draft: nothing typed is lost, a stale page is told so."""

import pytest

from apps.core.refusal import Refused
from apps.notices.models import Notice
from apps.reports import services
from apps.reports.models import Issue, IssueWords


@pytest.fixture
def draft(house, lin, zhou, at):
    services.open_report_duties(now=at("2026-10-28 09:00"))
    issue = Issue.objects.get(kind="week")
    services.build(issue, now=at("2026-11-02 00:30"))
    return issue


def test_words_are_saved_once_per_version(draft, lin, zhou, at):
    seen = draft.version
    services.save_words(
        draft,
        problems="讲解不清 ",
        suggestions="按时段预约",
        version=seen,
        now=at("2026-11-02 09:00"),
        by=lin,
    )
    words = IssueWords.objects.get(issue=draft)
    assert (words.problems, words.suggestions) == ("讲解不清", "按时段预约")
    with pytest.raises(Refused) as refusal:
        services.save_words(
            draft, problems="别的", suggestions="", version=seen, now=at("2026-11-02 09:01"), by=zhou
        )
    assert refusal.value.code == "stale"
    words.refresh_from_db()
    assert words.problems == "讲解不清"


def test_a_report_in_review_cannot_be_written_in(draft, lin, at):
    services.prepare(draft, now=at("2026-11-02 09:00"), by=lin)
    with pytest.raises(Refused):
        services.save_words(
            draft, problems="x", suggestions="", version=draft.version, now=at("2026-11-02 09:01"), by=lin
        )


def test_the_reviewer_sends_it_back_with_a_remark(draft, lin, zhou, at):
    services.prepare(draft, now=at("2026-11-02 09:00"), by=lin)
    assert Notice.objects.filter(user=zhou, kind="reports.review").count() == 1
    with pytest.raises(Refused) as refusal:
        services.return_to_draft(draft, remark="", now=at("2026-11-02 09:30"), by=zhou)
    assert refusal.value.field == "remark"
    services.return_to_draft(draft, remark="补充原因", now=at("2026-11-02 09:31"), by=zhou)
    assert (draft.state, draft.prepared_by, draft.reviewed_by) == ("draft", None, None)
    assert draft.words.remark == "补充原因"
    assert draft.moves.get(what="return").words.text == "补充原因"
    assert Notice.objects.filter(user=lin, kind="reports.returned").count() == 1


def test_a_draft_is_refreshed_until_it_is_signed(draft, lin, at):
    assert services.refresh(draft, now=at("2026-11-02 08:00"), by=lin) > 10
    assert draft.built_at == at("2026-11-02 08:00")
    services.prepare(draft, now=at("2026-11-02 09:00"), by=lin)
    with pytest.raises(Refused):
        services.refresh(draft, now=at("2026-11-02 09:10"), by=lin)
    draft.refresh_from_db()
    assert draft.built_at == at("2026-11-02 08:00")


def test_the_manager_names_another_preparer(draft, lin, du, zhou, han, at):
    services.give_to(draft, to=du, now=at("2026-11-02 08:00"), by=zhou)
    draft.duty.refresh_from_db()
    assert draft.duty.owner == du
    with pytest.raises(Refused):
        services.give_to(draft, to=han, now=at("2026-11-02 08:01"), by=zhou)
    with pytest.raises(Refused):
        services.give_to(draft, to=lin, now=at("2026-11-02 08:01"), by=lin)
