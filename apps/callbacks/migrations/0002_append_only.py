from django.db import migrations

from apps.core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("callbacks", "0001_initial")]

    operations = [
        AppendOnly("callbacks_attempt"),
        AppendOnly("callbacks_callbackmove"),
        AppendOnly("callbacks_answer"),
    ]
