"""What the issue promises of the content: half the fields of the separate forms, and 30 % of them typed, at most."""

import pytest

from tongban.catalogue import public as catalogue
from tongban.catalogue.tests.conftest import AT, SHANGHAI

TYPICAL = {
    "restaurant": ("food_licence", "fire_check", "signboard", "drain_permit", "tobacco_retail"),
    "birth": (
        "birth_registration", "birth_cert", "hukou_birth", "vaccine_book", "resident_med_reg", "ss_card", "maternity",
        "childcare_subsidy", "resident_med_pay",
    ),
    "retire": (
        "retire_check", "retire_apply", "retire_special", "med_retire", "hf_seal", "hf_withdraw_retire", "archive_flow",
        "only_child_reward",
    ),
    "after_life": (
        "death_cert", "cremation", "death_reg", "survivor_benefit", "pension_stop", "pension_account_inherit",
        "med_account_inherit", "ss_card_cancel", "hf_withdraw_death", "benefit_stop", "estate_query", "property_inherit",
    ),
    "disabled": ("disabled_cert", "two_subsidies", "disabled_pension_help", "disabled_med_help", "disabled_work", "disabled_aids"),
    "sscard": (
        "ss_card", "ss_card_activate", "ss_card_electronic", "ss_card_loss", "ss_card_payout", "ss_card_medical", "ss_card_transit",
        "ss_card_culture", "ss_card_senior",
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


@pytest.mark.django_db
def test_the_card_bundle_is_whole_and_its_six_functions_alone_save_a_little_less_than_half():
    """The life event has the nine services of the State's list. A new card with only five functions is 26 of 51 fields: 51 %."""
    edition = catalogue.publish(SHANGHAI, by="editor", at=AT)
    six = ("ss_card", "ss_card_activate", "ss_card_electronic", "ss_card_payout", "ss_card_medical", "ss_card_transit")
    separate = [asked.fact for code in six for asked in edition.items[code].facts]

    assert {part.item for part in edition.bundles["sscard"].components} == set(TYPICAL["sscard"])
    assert (len(set(separate)), len(separate)) == (26, 51)
