"""Question sets (S05, S29): a draft is written, looked at and put in force from a day; a used version is frozen."""

from datetime import date

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from apps.accounts import access
from apps.accounts.models import User
from apps.callbacks.models import Callback, Question, QuestionSet
from apps.callbacks.services.question_scales import QuestionEntry, check_scale, write_options
from apps.core.refusal import Refused

ACTION = "settings.questionnaires"
VERIFY = "verify_result"
VERIFY_VALUES = {"1", "2", "3"}
MOST_QUESTIONS = 30
COPIED = (
    "position", "code", "text_zh", "text_en", "type", "mandatory", "counts_for_satisfaction", "department_kind",
    "process_step", "bad_up_to",
)  # fmt: skip
OPTION_COPIED = ("position", "value", "score", "label_zh", "label_en", "is_bad", "is_good")


def start_draft(kind: str, *, by: User, source: QuestionSet | None = None) -> QuestionSet:
    """A new version to be written: a copy of `source`, else of the newest. Raises Refused while there is a draft."""
    access.refuse_unless(by, ACTION)
    if kind not in Callback.Kind.values:
        raise Refused(_("There is no such kind of call."), field="kind", code="invalid")
    rows = QuestionSet.objects.filter(kind=kind)
    if rows.filter(effective_from__isnull=True).exists():
        raise Refused(_("A draft for this kind of call is being written."), code="duplicate")
    source = source or rows.order_by("-version").first()
    with transaction.atomic():
        draft = QuestionSet.objects.create(
            kind=kind,
            version=(rows.aggregate(last=Max("version"))["last"] or 0) + 1,
            name_zh=source.name_zh if source else str(Callback.Kind(kind).label),
            name_en=source.name_en if source else str(Callback.Kind(kind).label),
            effective_from=None,
        )
        if source is not None:
            _copy_questions(source, draft)
    return draft


def _copy_questions(source: QuestionSet, draft: QuestionSet) -> None:
    for old in source.questions.prefetch_related("options"):
        question = Question.objects.create(
            question_set=draft, **{name: getattr(old, name) for name in COPIED}
        )
        for option in old.options.all():
            question.options.create(**{name: getattr(option, name) for name in OPTION_COPIED})


def rename_draft(draft: QuestionSet, *, name_zh: str, name_en: str, revision: int, by: User) -> None:
    """Give the draft its names. Raises Refused (stale) when somebody else changed it meanwhile."""
    if not name_zh.strip():
        raise Refused(_("Please give the questionnaire a name."), field="name_zh", code="invalid")
    with transaction.atomic():
        _touch(draft, revision=revision, by=by)
        names = {"name_zh": name_zh.strip(), "name_en": name_en.strip() or name_zh.strip()}
        QuestionSet.objects.filter(pk=draft.pk).update(**names)
    draft.refresh_from_db()


def put_question(
    draft: QuestionSet,
    entry: QuestionEntry,
    *,
    revision: int,
    by: User,
    question: Question | None = None,
) -> Question:
    """Add a question at the end, or write one anew; its code stays, so that figures follow it over the versions.

    Raises Refused naming the field that does not fit.
    """
    check_scale(entry)
    with transaction.atomic():
        _touch(draft, revision=revision, by=by)
        rows = Question.objects.filter(question_set=draft)
        if question is None:
            if rows.count() >= MOST_QUESTIONS:
                raise Refused(_("A questionnaire has at most %(n)s questions.") % {"n": MOST_QUESTIONS})
            last = rows.aggregate(last=Max("position"))["last"] or 0
            question = Question(question_set=draft, position=last + 1, code=_fresh_code(draft.kind))
        _write(question, entry)
        write_options(question, entry)
    draft.refresh_from_db()
    return question


def _fresh_code(kind: str) -> str:
    """A code no version of this kind has used: answers to different questions are never counted as one."""
    used = set(Question.objects.filter(question_set__kind=kind).values_list("code", flat=True))
    return next(code for n in range(1, 10_000) if (code := f"q{n}") not in used)


def _write(question: Question, entry: QuestionEntry) -> None:
    question.text_zh, question.text_en = entry.text_zh.strip(), entry.text_en.strip() or entry.text_zh.strip()
    question.type, question.mandatory = entry.type, entry.mandatory
    question.counts_for_satisfaction = entry.counts_for_satisfaction
    question.department_kind, question.process_step = entry.department_kind, entry.process_step.strip()
    question.bad_up_to = entry.bad_up_to if entry.type == Question.Type.SCORE else None
    question.save()


def drop_question(question: Question, *, revision: int, by: User) -> None:
    """Take a question out of a draft."""
    with transaction.atomic():
        _touch(question.question_set, revision=revision, by=by)
        question.delete()


def move_question(question: Question, *, up: bool, revision: int, by: User) -> None:
    """One place up or down; at the end of the list nothing happens."""
    with transaction.atomic():
        _touch(question.question_set, revision=revision, by=by)
        rows = list(Question.objects.filter(question_set=question.question_set).order_by("position", "pk"))
        place = [row.pk for row in rows].index(question.pk)
        other = place - 1 if up else place + 1
        if 0 <= other < len(rows):
            rows[place], rows[other] = rows[other], rows[place]
        for position, row in enumerate(rows, start=1):
            row.position = position
        Question.objects.bulk_update(rows, ["position"])


def release_draft(
    draft: QuestionSet, *, effective_from: date, today: date, revision: int, by: User
) -> QuestionSet:
    """Put the draft in force from a day on, today at the earliest (the store's date).

    Raises Refused for a day that has passed, a set without questions, and a verification that no longer asks whether
    the customer is satisfied.
    """
    if effective_from < today:
        message = _("A version begins today or later: calls already made keep theirs.")
        raise Refused(message, field="effective_from", code="invalid")
    _refuse_unfit(draft)
    with transaction.atomic():
        _touch(draft, revision=revision, by=by)
        QuestionSet.objects.filter(pk=draft.pk).update(effective_from=effective_from)
    draft.refresh_from_db()
    return draft


def _refuse_unfit(draft: QuestionSet) -> None:
    questions = {question.code: question for question in draft.questions.prefetch_related("options")}
    if not questions:
        raise Refused(_("A questionnaire needs at least one question."), code="invalid")
    if draft.kind != Callback.Kind.COMPLAINT_VERIFY:
        return
    asked = questions.get(VERIFY)
    values = {option.value for option in asked.options.all()} if asked else set()
    if asked is None or not asked.mandatory or not values >= VERIFY_VALUES:
        message = _("A verification has to ask whether the customer is satisfied, with three answers.")
        raise Refused(message, code="invalid")


def recall(released: QuestionSet, *, by: User) -> None:
    """Make a version that nobody has answered a draft again. Raises Refused once it is used, and beside a draft."""
    access.refuse_unless(by, ACTION)
    drafts = QuestionSet.objects.filter(kind=released.kind, effective_from__isnull=True)
    if drafts.exists():
        raise Refused(_("A draft for this kind of call is being written."), code="duplicate")
    if _is_only_one(released):
        raise Refused(_("There is no other version to fall back on."), code="state")
    rows = QuestionSet.objects.filter(pk=released.pk, frozen_at__isnull=True, effective_from__isnull=False)
    if rows.update(effective_from=None, revision=F("revision") + 1) != 1:
        raise Refused(_("This version has been used and stays as it is."), code="stale")
    released.refresh_from_db()


def _is_only_one(released: QuestionSet) -> bool:
    others = QuestionSet.objects.filter(kind=released.kind, effective_from__isnull=False)
    return not others.exclude(pk=released.pk).exists()


def drop_draft(draft: QuestionSet, *, by: User) -> None:
    """Throw the draft away."""
    access.refuse_unless(by, ACTION)
    with transaction.atomic():
        rows = QuestionSet.objects.select_for_update().filter(pk=draft.pk, effective_from__isnull=True)
        if not rows.exists():
            raise Refused(_("Only a draft can be thrown away."), code="stale")
        QuestionSet.objects.filter(pk=draft.pk).delete()


def _touch(draft: QuestionSet, *, revision: int, by: User) -> None:
    """Guard of every change: a draft, seen as it stands."""
    access.refuse_unless(by, ACTION)
    rows = QuestionSet.objects.filter(pk=draft.pk, effective_from__isnull=True, revision=revision)
    if rows.update(revision=F("revision") + 1) != 1:
        message = _("Somebody else has changed this questionnaire. Please look at it again.")
        raise Refused(message, code="stale")
