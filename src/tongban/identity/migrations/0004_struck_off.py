from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0003_editors")]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="struck_off_at",
            field=models.DateTimeField(null=True),
        ),
    ]
