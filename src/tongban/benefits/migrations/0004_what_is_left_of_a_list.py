"""What upheld objections show of a list, what adds to a payment, and who lacks an account: found without looking at every line."""

from django.db import migrations, models

from tongban.benefits.states import LineState, ListFault

LINES = [(one.value, one.value) for one in LineState]
FAULTS = [(one.value, one.value) for one in ListFault]

# Until now an upheld objection did one thing: it put on the list who was not on it, as a line whose ground is its code.
KNOWN = """
UPDATE benefits_campaign SET matched = size - (SELECT count(*) FROM benefits_beneficiary b
  WHERE b.campaign_id = benefits_campaign.id AND b.verdict = 'corrected') WHERE size > 0;
UPDATE benefits_objection SET fault = 'out' WHERE state = 'upheld'
  AND EXISTS (SELECT FROM benefits_beneficiary b WHERE b.campaign_id = benefits_objection.campaign_id AND b.ground = code);
"""


class Migration(migrations.Migration):
    dependencies = [("benefits", "0003_tallies")]
    operations = [
        migrations.AddField("beneficiary", "part", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("campaign", "matched", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("objection", "fault", models.CharField(blank=True, choices=FAULTS, max_length=4)),
        migrations.AlterField("beneficiary", "state", models.CharField(choices=LINES, max_length=10)),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.AddIndex(
            "beneficiary",
            models.Index(
                fields=["campaign", "state"],
                name="lines_without_account",
                condition=models.Q(account="", holds=True),
            ),
        ),
    ]
