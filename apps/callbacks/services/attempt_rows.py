"""The rows of one attempt, written in one statement: dial, words and answers; the draft they were typed in goes."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from apps.callbacks.models import Attempt
from apps.callbacks.services.questions import Given
from apps.core.row_columns import column_marks, column_names, column_values

# The key of the request makes the second of two equal clicks find nothing to write.
TRIED = """
tried AS (
    INSERT INTO callbacks_attempt ({columns}) VALUES ({marks})
    ON CONFLICT (request_key) DO NOTHING RETURNING id
)"""
SAID = """
said AS (
    INSERT INTO callbacks_attemptwords (attempt_id, note, problem, suggestion, question, off_window_reason)
    SELECT id, %s, %s, %s, %s, %s FROM tried
)"""
ANSWERED = """
answered AS (
    INSERT INTO callbacks_answer (attempt_id, question_id, option_id, score, is_bad)
    SELECT tried.id, given.* FROM tried, UNNEST(%s::bigint[], %s::bigint[], %s::smallint[], %s::boolean[]) AS given
)"""
FORGOTTEN = """
forgotten AS (
    DELETE FROM callbacks_draft WHERE callback_id = %s AND EXISTS (SELECT 1 FROM tried)
)"""
WRITE = "WITH {parts} SELECT id FROM tried"
ANSWER_WORDS = """
INSERT INTO callbacks_answerwords (answer_id, text)
SELECT a.id, given.text FROM callbacks_answer a JOIN UNNEST(%s::bigint[], %s::text[]) AS given (question_id, text)
       USING (question_id)
 WHERE a.attempt_id = %s
"""


def write_attempt(
    attempt: Attempt, *, words: Mapping[str, str], given: list[Given], forget_draft: bool
) -> bool:
    """Write an unsaved attempt with what hangs on it; False when its request key has been used already."""
    columns, marks = column_names(Attempt), column_marks(Attempt)
    parts, values = [TRIED.format(columns=columns, marks=marks)], column_values(attempt)
    if any(words.values()):
        parts.append(SAID)
        values += words.values()
    if given:
        parts.append(ANSWERED)
        values += _as_columns(given)
    if forget_draft:
        parts.append(FORGOTTEN)
        values.append(attempt.callback_id)
    with connection.cursor() as cursor:
        cursor.execute(WRITE.format(parts=",".join(parts)), values)
        written = cursor.fetchone()
        if written is None:
            return False
        attempt.pk, attempt._state.adding = written[0], False
        _write_texts(cursor, attempt, given)
    return True


def _as_columns(given: list[Given]) -> list[Any]:
    return [
        [one.question.pk for one in given],
        [one.option and one.option.pk for one in given],
        [one.score for one in given],
        [one.is_bad for one in given],
    ]


def _write_texts(cursor: Any, attempt: Attempt, given: list[Given]) -> None:
    said = [one for one in given if one.text]
    if said:
        texts = [one.text for one in said]
        cursor.execute(ANSWER_WORDS, [[one.question.pk for one in said], texts, attempt.pk])
