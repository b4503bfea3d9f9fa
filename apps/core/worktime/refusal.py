"""What worktime says when a question has no answer."""

from apps.core.refusal import Refused


class Unanswerable(Refused):
    """The given calendar, windows or dates allow no answer: a sentence, never an endless search."""

    def __init__(self, message: object, *, field: str | None = None, code: str = "invalid") -> None:
        super().__init__(message, field=field, code=code)
