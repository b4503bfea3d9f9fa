from django.db import migrations

from apps.accounts.rule_stamp import Stamped


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_rule_stamp"), ("callbacks", "0013_indexes_of_few_rows")]

    operations = [
        Stamped("callbacks_questionset"),
        Stamped("callbacks_question"),
        Stamped("callbacks_option"),
        Stamped("callbacks_outcome"),
        Stamped("callbacks_script"),
    ]
