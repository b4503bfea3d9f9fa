"""The one error of the house for "no": a verb refuses, a page shows the sentence."""

STATUS = {
    "invalid": 400,
    "forbidden": 403,
    "stale": 409,
    "state": 409,
    "duplicate": 409,
    "closed": 409,
    "too_large": 413,
    "too_many": 429,
    "no_room": 507,
}


class Refused(Exception):
    """A business refusal with a sentence for the person who asked.

    `field` names the form field or column it concerns; `code` is one of STATUS and decides the HTTP status.
    """

    def __init__(self, message: object, *, field: str | None = None, code: str = "state") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code

    def __str__(self) -> str:
        return str(self.message)

    @property
    def status(self) -> int:
        return STATUS.get(self.code, 409)
