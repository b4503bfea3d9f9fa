"""Uploaded files of the tests lie in a folder that goes away."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path
