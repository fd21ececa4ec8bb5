"""Accounts are encrypted for their payee: also those that are there already."""

from django.db import migrations, models

from tongban.payments import secrecy


def encrypt(apps, schema_editor):
    secrecy.renew(apps.get_model("payments", "Order").objects.all(), payee="payee", in_clear=True)


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_append_only")]
    operations = [
        migrations.AlterField("order", "account", models.CharField(max_length=120)),
        migrations.RunPython(encrypt, migrations.RunPython.noop),
    ]
