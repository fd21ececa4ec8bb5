"""Accounts are encrypted for their party: also those that are there already."""

from django.db import migrations, models

from tongban.payments import public as payments


def encrypt(apps, schema_editor):
    payments.renew(apps.get_model("benefits", "Beneficiary").objects.all(), payee="party", in_clear=True)


class Migration(migrations.Migration):
    dependencies = [("benefits", "0001_initial"), ("payments", "0003_encrypted_accounts")]
    operations = [
        migrations.AlterField("beneficiary", "account", models.CharField(blank=True, max_length=120)),
        migrations.RunPython(encrypt, migrations.RunPython.noop),
    ]
