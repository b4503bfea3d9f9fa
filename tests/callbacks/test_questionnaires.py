"""Questionnaires (S05, S29): a draft is written and put in force; what has been answered is frozen by the database."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from apps.callbacks import services
from apps.callbacks.models import Answer, Option, Question, QuestionSet
from apps.callbacks.services import Choice, QuestionEntry
from apps.core.refusal import Refused
from apps.core.remembering import remembering

TODAY = date(2026, 11, 3)


@pytest.fixture
def draft(db, zhou):
    return services.start_draft("repair", by=zhou)


def put(draft, zhou, question=None, **entry):
    given = {"text_zh": "推荐意愿", "type": "score"} | entry
    entry = QuestionEntry(**given)
    return services.put_question(draft, entry, revision=draft.revision, by=zhou, question=question)


def release(draft, zhou, day=TODAY):
    return services.release_draft(draft, effective_from=day, today=TODAY, revision=draft.revision, by=zhou)


def refused(act):
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value


def test_a_draft_copies_the_newest_version_and_is_asked_of_nobody(draft, zhou):
    source = services.question_set_for("repair", on=TODAY)
    with remembering():
        assert services.question_set_for("repair", on=TODAY) == source
        assert services.question_set_for("repair", on=source.effective_from - timedelta(days=1)) is None
    assert (draft.version, draft.is_draft, source.version) == (2, True, 1)
    codes = list(source.questions.values_list("code", "text_zh", "process_step"))
    assert list(draft.questions.values_list("code", "text_zh", "process_step")) == codes
    assert draft.questions.get(code="waiting").options.count() == 6
    assert services.question_set_for("repair", on=date(2030, 1, 1)) == source
    assert refused(lambda: services.start_draft("repair", by=zhou)).code == "duplicate"


# kind of answer, threshold, bad values, good values
SCALES = [
    ({"type": "rating"}, ["1", "2"], ["4", "5"]),
    ({"type": "rating", "bad_up_to": 3}, ["1", "2", "3"], ["4", "5"]),
    ({"type": "rating", "bad_up_to": 0}, [], ["4", "5"]),
    ({"type": "yes_no", "bad_answer": "no"}, ["2"], ["1"]),
    ({"type": "yes_no", "bad_answer": "yes"}, ["1"], ["2"]),
    ({"type": "yes_no"}, [], []),
    ({"type": "choice", "choices": [Choice("准时", mark="good"), Choice("迟到", "Late", "bad")]}, ["2"], ["1"]),
    ({"type": "text"}, [], []),
    ({"type": "score", "bad_up_to": 6}, [], []),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "bad", "good"), SCALES)
def test_each_kind_of_answer_knows_what_is_bad(draft, zhou, entry, bad, good):
    question = put(draft, zhou, **entry)
    options = {option.value: option for option in question.options.all()}
    assert [value for value, option in options.items() if option.is_bad] == bad
    assert sorted(value for value, option in options.items() if option.is_good) == good
    again = services.entry_of(Question.objects.get(pk=question.pk))
    put(draft, zhou, question, **vars(again))
    assert [o.value for o in question.options.filter(is_bad=True)] == bad


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"text_zh": " "}, "text_zh"),
        ({"text_zh": "长" * 201}, "text_zh"),
        ({"type": "nonsense"}, "type"),
        ({"department_kind": "nonsense"}, "department_kind"),
        ({"type": "score", "bad_up_to": 10}, "bad_up_to"),
        ({"type": "rating", "bad_up_to": 5}, "bad_up_to"),
        ({"type": "choice", "choices": [Choice("是")]}, "choices"),
        ({"type": "choice", "choices": [Choice("是"), Choice("是 ")]}, "choices"),
        ({"type": "yes_no", "counts_for_satisfaction": True}, "counts_for_satisfaction"),
        ({"type": "text", "counts_for_satisfaction": True}, "counts_for_satisfaction"),
    ],
)
def test_what_cannot_be_asked_is_refused(draft, zhou, entry, field):
    assert refused(lambda: put(draft, zhou, **entry)).field == field


def test_questions_are_ordered_tagged_and_taken_out(draft, zhou):
    new = put(draft, zhou, department_kind="aftersales", process_step="estimate")
    assert (new.position, new.code, new.process_step) == (7, "q1", "estimate")
    services.move_question(new, up=True, revision=draft.revision, by=zhou)
    draft.refresh_from_db()
    assert list(draft.questions.values_list("code", flat=True))[-2:] == ["q1", "estimate"]
    services.drop_question(new, revision=draft.revision, by=zhou)
    draft.refresh_from_db()
    assert put(draft, zhou).code == "q1"
    services.rename_draft(draft, name_zh="维修问卷二", name_en="", revision=draft.revision, by=zhou)
    assert draft.name_en == "维修问卷二"


def test_a_stale_page_and_an_agent_change_nothing(draft, zhou, lin):
    put(draft, zhou)
    entry = QuestionEntry(text_zh="x", type="text")
    old = refused(lambda: services.put_question(draft, entry, revision=1, by=zhou))
    assert old.status == 409
    assert refused(lambda: put(draft, lin)).status == 403


def test_it_is_in_force_from_its_day(draft, zhou):
    assert refused(lambda: release(draft, zhou, date(2026, 11, 2))).field == "effective_from"
    release(draft, zhou, date(2026, 11, 5))
    assert services.question_set_for("repair", on=date(2026, 11, 4)).version == 1
    assert services.question_set_for("repair", on=date(2026, 11, 5)) == draft
    assert refused(lambda: put(draft, zhou)).status == 409
    services.recall(draft, by=zhou)
    assert services.question_set_for("repair", on=date(2026, 11, 5)).version == 1
    services.drop_draft(draft, by=zhou)
    assert not QuestionSet.objects.filter(kind="repair", version=2).exists()


def test_an_unfit_set_is_not_put_in_force(zhou):
    empty = services.start_draft("manual", by=zhou)
    assert refused(lambda: release(empty, zhou)).code == "invalid"
    verify = services.start_draft("complaint_verify", by=zhou)
    services.drop_question(verify.questions.get(), revision=verify.revision, by=zhou)
    verify.refresh_from_db()
    put(verify, zhou)
    assert refused(lambda: release(verify, zhou)).code == "invalid"
    only = services.question_set_for("delivery", on=TODAY)
    assert refused(lambda: services.recall(only, by=zhou)).code == "state"


def test_a_used_version_is_frozen_by_the_database(draft, make_call, lin, zhou, noon, entry):
    nps = put(draft, zhou, bad_up_to=6)
    release(draft, zhou)
    call = make_call(kind="repair")
    questions = services.question_set_for("repair", on=TODAY).questions.all()
    answers = {q.pk: "1" if q.type == "yes_no" else "5" for q in questions}
    attempt = services.record_attempt(call, entry("completed", call, answers=answers), now=noon, by=lin)
    assert attempt.question_set == draft
    assert Answer.objects.get(attempt=attempt, question=nps).is_bad is True
    assert Answer.objects.filter(attempt=attempt, is_bad=True).count() == 1
    option = Option.objects.filter(question__question_set=draft).first()
    other = Question.objects.filter(question_set__kind="delivery").first()
    for statement, key in (
        ("UPDATE callbacks_questionset SET name_zh = 'x' WHERE id = %s", draft.pk),
        ("DELETE FROM callbacks_questionset WHERE id = %s", draft.pk),
        ("UPDATE callbacks_question SET text_zh = 'x' WHERE id = %s", nps.pk),
        ("UPDATE callbacks_option SET is_bad = NOT is_bad WHERE id = %s", option.pk),
        ("DELETE FROM callbacks_option WHERE id = %s", option.pk),
        (f"UPDATE callbacks_question SET question_set_id = {draft.pk} WHERE id = %s", other.pk),
    ):
        with (
            pytest.raises(IntegrityError, match="frozen"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, [key])
    with connection.cursor() as cursor:  # negative control: an unused set may change
        cursor.execute("UPDATE callbacks_question SET text_zh = 'x' WHERE id = %s", [other.pk])
        assert cursor.rowcount == 1
    assert refused(lambda: services.recall(draft, by=zhou)).status == 409
    assert services.start_draft("repair", by=zhou, source=draft).questions.count() == 7
