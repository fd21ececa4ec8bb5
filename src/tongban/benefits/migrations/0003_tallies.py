"""The database keeps count of the lines of a list itself: each statement that changes lines adds what it changed, set-wise."""

import django.db.models.deletion
from django.db import migrations, models

from tongban.benefits.states import LineState

STATES = [(one.value, one.value) for one in LineState]

COUNT = """
CREATE FUNCTION benefits_lines_are_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO benefits_tally (campaign_id, state, count, fen)
      SELECT campaign_id, state, count(*), sum(fen) FROM added GROUP BY campaign_id, state;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO benefits_tally (campaign_id, state, count, fen)
      SELECT campaign_id, state, -count(*), -sum(fen) FROM gone GROUP BY campaign_id, state;
  ELSE
    INSERT INTO benefits_tally (campaign_id, state, count, fen)
      SELECT campaign_id, state, sum(line), sum(fen) FROM (
        SELECT campaign_id, state, 1 AS line, fen FROM added UNION ALL SELECT campaign_id, state, -1, -fen FROM gone
      ) AS changed GROUP BY campaign_id, state HAVING sum(line) <> 0 OR sum(fen) <> 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER added_are_counted AFTER INSERT ON benefits_beneficiary
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION benefits_lines_are_counted();
CREATE TRIGGER changed_are_counted AFTER UPDATE ON benefits_beneficiary
  REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION benefits_lines_are_counted();
CREATE TRIGGER gone_are_counted AFTER DELETE ON benefits_beneficiary
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION benefits_lines_are_counted();
INSERT INTO benefits_tally (campaign_id, state, count, fen)
  SELECT campaign_id, state, count(*), sum(fen) FROM benefits_beneficiary GROUP BY campaign_id, state;
"""
FORGET = """
DROP TRIGGER gone_are_counted ON benefits_beneficiary; DROP TRIGGER changed_are_counted ON benefits_beneficiary;
DROP TRIGGER added_are_counted ON benefits_beneficiary; DROP FUNCTION benefits_lines_are_counted();
"""


class Migration(migrations.Migration):
    dependencies = [("benefits", "0002_encrypted_accounts")]
    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(choices=STATES, max_length=10)),
                ("count", models.BigIntegerField()),
                ("fen", models.BigIntegerField()),
                (
                    "campaign",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="benefits.campaign"),
                ),
            ],
        ),
        migrations.RunSQL(COUNT, FORGET),
        migrations.AddIndex(
            "beneficiary",
            models.Index(
                fields=["campaign", "name"], name="lines_by_name", opclasses=["int8_ops", "varchar_pattern_ops"]
            ),
        ),
        migrations.AddIndex(
            "turn",
            models.Index(fields=["policy", "on"], name="turns_of_policy", condition=models.Q(is_entitled=False)),
        ),
    ]
