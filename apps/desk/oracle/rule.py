"""What a rule of the house check is: one question to the database and the sentence for each row that answers it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """`sql` selects the rows that contradict the rule; its columns fill the places of `sentence`.

    It reads raw tables and shares nothing with the verbs it watches; `%(now)s` is the moment of the check (UTC).
    `sentence` is an English source sentence without personal data, translated when it is told.
    """

    key: str
    sentence: str
    sql: str
