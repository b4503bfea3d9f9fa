"""What people might type, all of it, into every field (B4).

Every string into every field of every form of the house; then every form of every page is sent once with strings of the
list in all its text fields: what is kept is kept as typed, what is shown is shown as text.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from html import escape
from itertools import islice
from typing import Any

import pytest
from django import forms
from django.apps import apps as registry
from django.db import models, transaction
from django.db.models import Q

import apps
from tests.browser.furnished import Furnished
from tests.house.hostile_strings import hostile_strings
from tests.house.odd_requests import Form
from tests.house.test_odd_input import Walker, forms_on_pages
from tests.house.watching import text_of, writing
from tests.house.whole_house import made

__all__ = ["made"]
LIST = hostile_strings()
TAGS = [
    text for text in LIST if "<" in text and ("alert(" in text or "127.0.0.1" in text)
]  # no page has them


def form_classes() -> list[type[forms.BaseForm]]:
    for module in pkgutil.walk_packages(apps.__path__, "apps."):
        if "forms" in module.name.rpartition(".")[2]:
            importlib.import_module(module.name)
    found, waiting = [], [forms.BaseForm]
    while waiting:
        for cls in waiting.pop().__subclasses__():
            waiting.append(cls)
            found += [cls] if cls.__module__.startswith("apps.") and hasattr(cls, "base_fields") else []
    return found


def cleaned(field: forms.Field, text: str) -> tuple[bool, Any]:
    try:
        return True, field.clean(text)
    except forms.ValidationError:
        return False, None


@pytest.mark.long
def test_every_field_takes_or_refuses_every_string(db: None) -> None:
    fields = {
        f"{cls.__module__}.{cls.__name__}.{name}": field
        for cls in form_classes()
        for name, field in cls.base_fields.items()
    }
    assert len(fields) > 150 and len(LIST) > 515
    faults, kept = [], 0
    for name, field in fields.items():
        for text in LIST:
            try:
                taken, value = cleaned(field, text)
            except Exception as error:
                faults.append(f"{name} {text!r}: {error!r}")
                continue
            if taken and type(field) is forms.CharField:
                kept += 1
                faults += [] if value == (text.strip() if field.strip else text) else [f"{name} {text!r}"]
        if isinstance(field, forms.CharField):
            faults += [f"{name} takes NUL"] if cleaned(field, "a\0b")[0] else []
    assert faults == []
    assert kept > 10_000


def fitting(strings: Iterator[str], length: int) -> str:
    """As many strings of the list as the field holds, at least a part of one."""
    text = ""
    for string in islice(strings, len(LIST)):
        if text and len(text) + 1 + len(string) > length:
            break
        text = f"{text} {string}".strip()[:length]
    return text.strip()


def endless() -> Iterator[str]:
    while True:
        yield from LIST


class Typist:
    """Sends each form with strings of the list; counts what came back as typed, keeps what did not."""

    def __init__(self, walker: Walker) -> None:
        self.walker, self.strings = walker, endless()
        self.kept = self.shown = 0
        self.faults: list[str] = []

    def send(self, form: Form, person: Any) -> None:
        typed = {name: fitting(self.strings, length) for name, length in form.texts.items()}
        with transaction.atomic():
            with writing() as written:
                answer = self.walker.client_of(person).post(form.action, form.fields | typed)
            self.look(form, answer, typed)
            if answer.status_code == 302:
                self.kept += sum(is_kept(text, written.tables) for text in typed.values())
                self.look(form, self.walker.client_of(person).get(answer.url), typed)
            transaction.set_rollback(True)

    def look(self, form: Form, answer: Any, typed: dict[str, str]) -> None:
        text = text_of(answer)
        if answer.status_code >= 500:
            self.faults.append(f"{form.action} {answer.status_code}")
        self.faults += [f"{form.action} shows {tag!r}" for tag in TAGS if tag in text]
        self.shown += sum(escape(value)[:60] in text for value in typed.values() if value)


def is_kept(text: str, tables: list[str]) -> bool:
    """Whether a row written meanwhile holds exactly this."""
    for model in registry.get_models():
        if model._meta.db_table in tables and text:
            columns = [
                field.name
                for field in model._meta.concrete_fields
                if isinstance(field, models.CharField | models.TextField)
            ]
            same = Q(pk__in=[])
            for column in columns:
                same |= Q(**{column: text})
            if model._default_manager.filter(same).exists():
                return True
    return False


@pytest.mark.long
def test_every_form_keeps_and_shows_what_was_typed(db: None, made: Furnished) -> None:
    walker = Walker()
    typist, sent = Typist(walker), 0
    for form, person in forms_on_pages(made, walker):
        if form.texts:
            typist.send(form, person)
            sent += 1
    assert sorted(set(typist.faults)) == []
    assert (sent > 50, typist.kept > 20, typist.shown > 30) == (True, True, True), (
        sent,
        typist.kept,
        typist.shown,
    )


def test_a_page_that_runs_it_is_seen() -> None:
    """Negative control: the same look at a page that marks what was typed as safe."""

    class Answer(dict):
        status_code, streaming = 200, False
        content = f"<p>{TAGS[0]}</p>".encode()

    typist = Typist(Walker())
    typist.look(Form("/", "post"), Answer({"Content-Type": "text/html"}), {})
    assert typist.faults
