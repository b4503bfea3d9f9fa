from django.db import migrations

from apps.accounts.rule_stamp import Stamped


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_rule_stamp"), ("complaints", "0008_report_periods")]

    operations = [
        Stamped("complaints_category"),
    ]
