from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0004_struck_off")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="letter_keys",
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
