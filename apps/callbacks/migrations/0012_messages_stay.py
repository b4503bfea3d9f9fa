from django.db import migrations

from apps.core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("callbacks", "0011_contacts")]

    operations = [AppendOnly("callbacks_sentmessage")]
