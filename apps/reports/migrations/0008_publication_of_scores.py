from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0007_crm_checks")]

    operations = [
        migrations.AddField("satisfactionmeeting", "published_on", models.DateField(null=True)),
    ]
