"""A world that stands for a whole file: what its tests look at is built once instead of once a test.

`standing` is one outer transaction around all tests of a file; the `db` of each test nests in it as a savepoint, so
that every test still begins with the world as it was built, and the end of the file takes all of it back. Objects in
memory would remember what a test did to them, so hand every test a copy:

    @pytest.fixture(scope="module")
    def built(standing: None) -> World: ...

    @pytest.fixture
    def world(db: None, built: World) -> World:
        return deepcopy(built)

Never in a file with real commits: another connection does not see a standing world.
"""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The rows made while this is open last until the end of the file."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
