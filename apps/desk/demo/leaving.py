"""Leave the demo house: everything in it goes, and the set-up page of an empty house comes back."""

from contextlib import suppress

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from apps.accounts.models import Store
from apps.core import append_only
from apps.core.refusal import Refused
from apps.customers.models import ImportBatch
from apps.customers.services.import_files import forget_file
from apps.desk.demo.cast import is_furnished

KEPT = {"django_migrations", ContentType._meta.db_table, "auth_permission"}
ROW_TRIGGER, TRUNCATE_TRIGGER = "refuse_row_change", "refuse_truncate"


def leave() -> None:
    """Empty every table and load the reference data again. Acts as the owner of the schema.

    Raises Refused unless the only store is a demo store.
    """
    refuse_real_house()
    batches = list(ImportBatch.objects.exclude(file_path=""))
    with transaction.atomic(), connection.cursor() as cursor:
        _empty(cursor)
        call_command("load_reference", verbosity=0, skip_checks=True)
    for batch in batches:
        forget_file(batch)
    with suppress(RedisError, OSError):  # what is derived may also be forgotten later
        cache.clear()


def refuse_real_house() -> None:
    """Raises Refused for an empty house and for one that holds a store of its own."""
    stores = list(Store.objects.values_list("is_demo", flat=True))
    if not stores:
        raise Refused(_("There is no demo house here."), code="state")
    if not all(stores):
        raise Refused(_("This is not a demo house: nothing has been removed."), code="state")


def is_unfinished() -> bool:
    """Was a demo house begun and never finished? Nobody can have signed in to it."""
    return Store.objects.filter(is_demo=True).exists() and not is_furnished()


def _empty(cursor: CursorWrapper) -> None:
    protected = append_only.tables()
    for table in protected:
        for trigger in (ROW_TRIGGER, TRUNCATE_TRIGGER):
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER {trigger}')
    names = [name for name in connection.introspection.table_names(cursor) if name not in KEPT]
    tables = ", ".join(f'"{name}"' for name in names)
    cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
    for table in protected:
        for trigger in (ROW_TRIGGER, TRUNCATE_TRIGGER):
            cursor.execute(f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER {trigger}')
