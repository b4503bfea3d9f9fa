from django.db import migrations

from apps.core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("penalties", "0001_initial")]

    operations = [
        AppendOnly("penalties_penaltymove"),
        AppendOnly("penalties_payrollline"),
        AppendOnly("penalties_payrollmove"),
    ]
