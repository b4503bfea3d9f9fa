"""The catalogue is fresh and complete, and the tool that says so reads every shape a message can have."""

import ast
import gettext
import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from carecenter.catalogue import __main__ as catalogue
from carecenter.catalogue import comparison, extraction, files, packages
from carecenter.catalogue.files import Entry, Words

TEMPLATE = """{# context: nothing #}
      <p title="it's {% translate "Don't go" %}">{% translate 'He said "hi"' %} (unbalanced { [ ' "
   {% translate "50% off" %} {{ x|default:_("None yet") }} {% translate "May" context "month" as m %}
  {% blocktranslate trimmed with n=x.n count counter=x.n %}
     One call for {{ n }}
       left 10%
  {% plural %}
     {{ counter }} calls for {{ n }}
     left
  {% endblocktranslate %}
 {% blocktranslate context "verb" %}Keep  {{ a }}
 line{% endblocktranslate %}
{% comment %}{% translate "not me" %}{% endcomment %}
{% include "x" with label=_("Label 中") %}
"""
PYTHON = """
_("con" "cat\\n%(a)s"); _(variable); ngettext_lazy("%(n)s row", "%(n)s rows", "n")
pgettext_lazy("duty", "Open"); npgettext("c", "one", "many", 3)
_(
    "multi "
    "line (paren)"
)
"""


# A program is called the same in both languages.
SAME = {"Excel"}
PLACES = re.compile(r"%\(\w+\)\w|<[^>]+>|\{\w*\}")
HALF_WIDTH = re.compile("[一-鿿][,.;:?!()]|[,;:?!()][一-鿿]")


@pytest.fixture(scope="module")
def chinese() -> dict[str, str]:
    """English to Chinese, with a sign for each placeholder in the Chinese."""
    return {key[1]: PLACES.sub("·", entry.chinese) for key, entry in files.read(catalogue.PO).entries.items()}


def test_catalogue_is_fresh_and_complete() -> None:
    assert catalogue.check() == []


def test_no_sentence_was_left_in_english(chinese: dict[str, str]) -> None:
    silent = {english for english, text in chinese.items() if not re.search("[一-鿿]", text)}
    assert {english for english in silent if re.search("[a-z]", PLACES.sub("", english))} == SAME


def test_chinese_sentences_have_chinese_punctuation(chinese: dict[str, str]) -> None:
    assert [text for text in chinese.values() if HALF_WIDTH.search(text)] == []


def test_people_are_addressed_politely(chinese: dict[str, str]) -> None:
    assert [text for text in chinese.values() if "你" in text] == []


def test_every_sentence_with_places_is_asked_for() -> None:
    """A notice keeps its sentence in the database: unmarked in the source, it would stay English for everybody."""
    entries = files.read(catalogue.PO).entries
    known = {msgid for _context, msgid in entries} | {entry.plural for entry in entries.values()}
    assert [text for text in sentences_with_places() if text not in known] == []


def sentences_with_places() -> Iterator[str]:
    for path in (catalogue.ROOT / "apps").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and re.fullmatch(r"[A-Z][a-z’']*[ ,:].*%\(\w+\)s.*", text):
                yield text


def test_packages_are_asked_for_what_nobody_says_in_chinese() -> None:
    found = packages.extract_packages()
    assert (None, "Welcome back to") in found
    assert (None, "Account locked: too many login attempts. Please try again later.") in found
    assert (None, "Delete") not in found, "Django says it"
    assert packages.extract_packages(()) == {}


def test_every_shape_in_a_template_is_read_as_django_looks_it_up() -> None:
    found = dict(extraction.extract_source(extraction.python_of_template(TEMPLATE, name="sample")))
    assert found == {
        (None, "Don't go"): None,
        (None, 'He said "hi"'): None,
        (None, "50%% off"): None,
        (None, "None yet"): None,
        ("month", "May"): None,
        (None, "One call for %(n)s left 10%%"): "%(counter)s calls for %(n)s left",
        ("verb", "Keep  %(a)s\n line"): None,
        (None, "Label 中"): None,
    }


def test_every_shape_in_python_is_read() -> None:
    assert dict(extraction.extract_source(PYTHON)) == {
        (None, "concat\n%(a)s"): None,
        (None, "%(n)s row"): "%(n)s rows",
        ("duty", "Open"): None,
        ("c", "one"): "many",
        (None, "multi line (paren)"): None,
    }


def test_words_survive_both_files(tmp_path: Path) -> None:
    words = Words(
        {
            (None, "a\n%(x)s"): Entry(None, "甲\n%(x)s"),
            (None, "%(n)s row"): Entry("%(n)s rows", "%(n)s 行"),
            ("month", "May"): Entry(None, "五月"),
            (None, "empty"): Entry(),
        }
    )
    path = tmp_path / "django.po"
    path.write_bytes(files.po_text(words))
    assert files.read(path) == words
    assert files.po_text(files.read(path)) == files.po_text(words)
    spoken = gettext.GNUTranslations(BytesIO(files.mo_bytes(words)))
    assert spoken.gettext("a\n%(x)s") == "甲\n%(x)s"
    assert spoken.ngettext("%(n)s row", "%(n)s rows", 1) == "%(n)s 行"
    assert spoken.pgettext("month", "May") == "五月"
    assert spoken.gettext("empty") == "empty"


@pytest.mark.parametrize(
    ("source", "entry", "finding"),
    [
        ({(None, "a"): None}, None, "missing: 'a'"),
        ({(None, "a"): "many"}, Entry(None, "甲"), "missing: 'a'"),
        ({}, Entry(None, "甲"), "obsolete: 'a'"),
        ({(None, "a"): None}, Entry(), "untranslated: 'a'"),
        ({(None, "a"): None}, Entry(None, "甲", fuzzy=True), "fuzzy: 'a'"),
        ({(None, "a"): None}, Entry(None, "甲 %(n)s"), "placeholders differ: 'a' -> '甲 %(n)s'"),
    ],
)
def test_each_fault_is_found(source: dict, entry: Entry | None, finding: str) -> None:
    words = Words({(None, "a"): entry} if entry else {})
    assert list(comparison.findings(source, words)) == [finding]


@pytest.mark.parametrize(
    ("english", "chinese", "equal"),
    [
        ("%(a)s of %(b)s", "%(b)s 中的 %(a)s", True),
        ("%(a)s", "%(a)d", False),
        ("{name}", "{name}", True),
        ("{name}", "{nane}", False),
        ("50%% off", "五折", True),
        ("%s", "", False),
    ],
)
def test_placeholders(english: str, chinese: str, equal: bool) -> None:
    assert (comparison.placeholders(english) == comparison.placeholders(chinese)) is equal


def test_update_fills_what_is_empty_and_names_contradictions(tmp_path: Path) -> None:
    (tmp_path / "apps").mkdir()
    (tmp_path / "apps" / "a.py").write_text('_("one"); _("two"); pgettext("c", "one")')
    offers = tmp_path / "offers"
    offers.mkdir()
    (offers / "a.json").write_text(json.dumps({"one": "一", "c\x04one": "壹", "two": "二"}))
    (offers / "b.json").write_text(json.dumps({"two": "两"}))
    po = tmp_path / "django.po"
    assert catalogue.update(tmp_path, po=po, merge_from=offers, packages=()) == [
        "contradiction: 'two': '二' in a.json, '两' in b.json"
    ]
    assert files.read(po).entries["c", "one"].chinese == "壹"
    po.with_suffix(".mo").write_bytes(b"stale")
    assert catalogue.check(tmp_path, po=po, packages=()) == ["django.mo is not what django.po compiles to"]
