"""What a browser never sends: every parameter and every field of the house with values nobody types."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

APPS = Path(__file__).resolve().parents[2] / "apps"
READ = re.compile(
    r"request\.(?:GET|POST)(?:\.get|\.getlist)?[(\[]\"([\w-]+)\"|\"([\w-]+)\" in request\.(?:GET|POST)"
)
ODD = (
    "", "-1", "²", "99999999999999999999", "13800\x00", "1' OR '1'='1", "9999-12-31", "0001-01-01", "2026-02-30",
    "1e999", "NaN", "../../etc/passwd", "<b>𠮷</b>" + "长" * 3000,
)  # fmt: skip
FEW = ("", "²", "99999999999999999999", "13800\x00")
HIDDEN = ("csrfmiddlewaretoken", "")
TYPED = ("text", "search", "tel", "url", "email", "password")
LONGEST = 20_000


def parameter_names() -> list[str]:
    """Every name the views read from a query or a body themselves."""
    found = {
        name
        for path in APPS.rglob("*.py")
        for pair in READ.findall(path.read_text(encoding="utf-8"))
        for name in pair
        if name
    }
    return sorted(found)


@dataclass
class Form:
    """A form of a page as it stands: where it goes, what it would send, and the page it stands on."""

    action: str
    method: str
    page: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)  # fields people type into, with the letters that fit

    def bodies(self, values: Sequence[str]) -> Iterator[dict[str, str]]:
        """As it stands, empty, and with each field in turn odd."""
        yield self.fields
        yield {}
        for value in values:
            for name in self.fields:
                yield self.fields | {name: value}
            yield dict.fromkeys(self.fields, value)


class Forms(HTMLParser):
    """Collects the forms of a page that change something."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.found, self._select = path, [], ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: dict[str, Any] = dict(attrs)
        if given.get("hx-post"):
            self.found.append(Form(given["hx-post"], "post", self.path))
        if tag == "form":
            method = (given.get("method") or "get").lower()
            self.found.append(Form(given.get("action") or self.path, method, self.path))
        name = given.get("name", "")
        if not self.found or (name in HIDDEN and tag != "option"):
            return
        if tag in ("input", "button", "textarea"):
            self.found[-1].fields.setdefault(name, given.get("value") or "")
            if tag == "textarea" or (tag == "input" and (given.get("type") or "text") in TYPED):
                self.found[-1].texts[name] = int(given.get("maxlength") or LONGEST)
        elif tag == "select":
            self._select = name
            self.found[-1].fields.setdefault(name, "")
        elif tag == "option" and self._select and given.get("value"):
            fields = self.found[-1].fields
            fields[self._select] = fields.get(self._select) or given["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


def forms_of(path: str, page: str) -> list[Form]:
    parser = Forms(path)
    parser.feed(page)
    return [form for form in parser.found if form.method == "post"]
