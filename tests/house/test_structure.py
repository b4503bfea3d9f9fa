"""The house stands: floors, foreign keys, migrations, one policy for every URL."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

from apps.accounts.access import ACTIONS

ROOT = Path(__file__).resolve().parents[2]
FLOORS = [
    "core", "accounts", "jobs", "audit", "rulebook", "notices", "duties", "penalties", "customers", "callbacks",
    "complaints", "reports", "desk",
]  # fmt: skip
OUTSIDE = ("admin:", "health:")


def test_imports_go_down_the_floors():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_foreign_keys_point_down():
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in FLOORS
        for field in model._meta.get_fields()
        if (field.many_to_one or field.one_to_one) and field.concrete
        if field.related_model._meta.app_label in FLOORS
        if FLOORS.index(field.related_model._meta.app_label) > FLOORS.index(model._meta.app_label)
    ]
    assert upward == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def _patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _patterns(entry, inner)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", entry.callback


PATTERNS = [pair for pair in _patterns(get_resolver()) if not pair[0].startswith(OUTSIDE)]


def test_the_list_of_urls_is_not_empty():
    assert len(PATTERNS) > 50


@pytest.mark.parametrize(("name", "view"), PATTERNS, ids=[name for name, _view in PATTERNS])
def test_every_url_states_who_may_open_it(name, view):
    action = getattr(view, "action", None)
    assert action == "public" or action in ACTIONS, f"{name} has no entry in the access policy"


def test_every_action_of_the_policy_is_used():
    """An action nobody asks for is a right that protects nothing."""
    sources = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("apps", "templates")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".html") and path.name != "access.py"
    )
    assert [action for action in ACTIONS if f'"{action}"' not in sources] == []
