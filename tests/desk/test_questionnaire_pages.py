"""The pages on which questionnaires and scripts are written, as a manager uses them."""

import pytest
from django.urls import reverse

from apps.callbacks import services
from apps.callbacks.models import QuestionSet, Script
from apps.core import middleware


@pytest.fixture(autouse=True)
def clock(monkeypatch, noon):
    monkeypatch.setattr(middleware.timezone, "now", lambda: noon)


def test_a_version_is_written_looked_at_and_put_in_force(signed_in, zhou, house):
    client = signed_in(zhou)
    client.post(reverse("desk:questionnaire_start"), {"kind": "repair"})
    draft = QuestionSet.objects.get(kind="repair", effective_from=None)
    url = reverse("desk:questionnaire", args=[draft.pk])
    new = reverse("desk:question_new", args=[draft.pk])
    typed = {"text_zh": "交车时间", "type": "choice", "revision": draft.revision, "choice_zh_1": "准时"}
    again = client.post(new, typed)
    assert again.status_code == 400
    assert "准时" in again.content.decode()
    more = {"choice_zh_2": "迟到", "choice_mark_2": "bad", "department_kind": "aftersales"}
    assert client.post(new, typed | more).url == url
    page = client.get(url).content.decode()
    assert "data-bad" in page
    assert "迟到" in page
    question = draft.questions.get(text_zh="交车时间")
    edit = reverse("desk:question", args=[question.pk])
    assert "迟到" in client.get(edit).content.decode()
    draft.refresh_from_db()
    stale = client.post(edit, typed | more | {"revision": 1, "text_zh": "我的字"})
    assert (stale.status_code, "我的字" in stale.content.decode()) == (409, True)
    step = reverse("desk:question_step", args=[question.pk])
    assert client.post(step, {"step": "up", "revision": draft.revision}).status_code == 302
    draft.refresh_from_db()
    day = {"step": "release", "revision": draft.revision, "effective_from": "2026-11-01"}
    assert client.post(url, day).status_code == 400
    assert client.post(url, day | {"effective_from": "2026-11-04"}).status_code == 302
    draft.refresh_from_db()
    assert str(draft.effective_from) == "2026-11-04"
    assert "准时" in client.get(url).content.decode()
    assert client.get(reverse("desk:questionnaires")).status_code == 200


def test_a_script_is_shown_before_it_is_saved(signed_in, zhou, lin, make_call):
    client = signed_in(zhou)
    url = reverse("desk:script", args=["delivery"])
    typed = {"greeting_zh": "您好，{客户}！", "closing_zh": "再见", "effective_from": "2026-11-03"}
    unknown = client.post(url, typed | {"body_zh": "{老板}好"})
    assert (unknown.status_code, "{老板}" in unknown.content.decode()) == (400, True)
    assert "<mark>刘先生</mark>" in client.post(url, typed).content.decode()
    assert Script.objects.filter(kind="delivery").count() == 1
    assert client.post(url, typed | {"save": "1"}).status_code == 302
    assert client.get(reverse("desk:scripts")).status_code == 200
    call = make_call()
    page = signed_in(lin).get(reverse("desk:call", args=[call.pk])).content.decode()
    assert "您好，<mark>刘志远</mark>！" in page


def test_a_low_score_unfolds_the_complaint_on_the_call_screen(signed_in, zhou, lin, make_call):
    draft = services.start_draft("delivery", by=zhou)
    entry = services.QuestionEntry(text_zh="推荐意愿", type="score", bad_up_to=6)
    services.put_question(draft, entry, revision=draft.revision, by=zhou)
    day = services.question_set_for("delivery", on=make_call().order.document_day).effective_from
    services.release_draft(draft, effective_from=day, today=day, revision=draft.revision, by=zhou)
    call = make_call()
    page = signed_in(lin).get(reverse("desk:call", args=[call.pk])).content.decode()
    assert page.count("data-bad") == 7 + 4 * 2 + 1


def test_agents_do_not_write_questionnaires(signed_in, lin):
    for name in ("desk:questionnaires", "desk:scripts"):
        assert signed_in(lin).get(reverse(name)).status_code == 403
