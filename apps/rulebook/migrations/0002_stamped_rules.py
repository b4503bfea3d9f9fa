from django.db import migrations

from apps.accounts.rule_stamp import Stamped


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_rule_stamp"), ("rulebook", "0001_initial")]

    operations = [
        Stamped("rulebook_policyvalue"),
        Stamped("rulebook_storeclosure"),
        Stamped("rulebook_calendaryear"),
        Stamped("rulebook_calendarday"),
    ]
