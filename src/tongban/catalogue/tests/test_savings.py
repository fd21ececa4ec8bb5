"""What the issue promises of the content: half the fields of the separate forms, and 30 % of them typed, at most."""

import pytest

from tongban.catalogue import public as catalogue
from tongban.catalogue.tests.conftest import AT, SHANGHAI

TYPICAL = {
    "restaurant": ("food_licence", "fire_check", "signboard", "drain_permit", "tobacco_retail"),
    "birth": (
        "birth_registration", "birth_cert", "hukou_birth", "vaccine_book", "resident_med_reg", "ss_card", "maternity",
        "childcare_subsidy",
    ),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("bundle", sorted(TYPICAL))
def test_merging_and_registers_save_what_was_promised(bundle):
    edition = catalogue.publish(SHANGHAI, by="editor", at=AT)
    separate = [asked.fact for code in TYPICAL[bundle] for asked in edition.items[code].facts]
    merged = set(separate)
    by_hand = {code for code in merged if edition.facts[code].source is None}

    assert set(TYPICAL[bundle]) <= {part.item for part in edition.bundles[bundle].components}
    assert len(merged) <= len(separate) / 2
    assert len(by_hand) <= 0.30 * len(merged)
