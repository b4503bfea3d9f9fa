"""Seals and acts cannot be changed, and every fact names the request, job or command that wrote it."""

from typing import Any

from django.db import migrations

from apps.core import append_only
from apps.core.append_only import AppendOnly


def name_writers(apps: Any, schema_editor: Any) -> None:
    """Tables made append-only before this migration get the column too; what stands there stays without a name."""
    for table in append_only.tables(schema_editor.connection):
        schema_editor.execute(append_only.NAME_WRITER.format(table), None)
        schema_editor.execute(append_only.FILL_WRITER.format(table), None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(append_only.WRITER, migrations.RunSQL.noop),
        AppendOnly("audit_act"),
        AppendOnly("audit_seal"),
        migrations.RunPython(name_writers, migrations.RunPython.noop),
    ]
