"""A question set that has been used is frozen by the database: answers keep the meaning they were given with."""

from typing import Any

from django.db.migrations.operations.base import Operation

FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) END;
    after jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) END;
    touched bigint[];
BEGIN
    IF TG_TABLE_NAME = 'callbacks_questionset' THEN
        touched := ARRAY[(before->>'id')::bigint];
    ELSIF TG_TABLE_NAME = 'callbacks_question' THEN
        touched := ARRAY[(before->>'question_set_id')::bigint, (after->>'question_set_id')::bigint];
    ELSE
        SELECT array_agg(question_set_id) INTO touched FROM callbacks_question
         WHERE id IN ((before->>'question_id')::bigint, (after->>'question_id')::bigint);
    END IF;
    IF EXISTS (SELECT 1 FROM callbacks_questionset s WHERE s.id = ANY(touched) AND s.frozen_at IS NOT NULL) THEN
        RAISE EXCEPTION 'this question set has been used and is frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$
"""
TABLES = ("callbacks_questionset", "callbacks_question", "callbacks_option")
PROTECT = (
    'CREATE TRIGGER refuse_frozen BEFORE INSERT OR UPDATE OR DELETE ON "{0}" '
    "FOR EACH ROW EXECUTE FUNCTION refuse_frozen()",
    'ALTER TABLE "{0}" ENABLE ALWAYS TRIGGER refuse_frozen',
)


class FreezeUsedSets(Operation):
    """Migration operation: rows of a used question set can no longer be changed, added or deleted."""

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing in the model state changes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        schema_editor.execute(FUNCTION, None)
        for table in TABLES:
            for statement in PROTECT:
                schema_editor.execute(statement.format(table), None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for table in TABLES:
            schema_editor.execute(f'DROP TRIGGER refuse_frozen ON "{table}"', None)

    def describe(self) -> str:
        return "Freeze used question sets"
