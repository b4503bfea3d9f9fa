from django.db import migrations

from apps.core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_initial")]

    operations = [
        AppendOnly("duties_dutyevent"),
    ]
