from django.db import migrations

from apps.core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [
        AppendOnly("reports_frozenfigure"),
        AppendOnly("reports_issuemove"),
    ]
