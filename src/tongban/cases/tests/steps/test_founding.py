"""An organisation comes into being with a grant: entered once, it holds its licence and what is under way beside it."""

import pytest

from tongban.approvals import public as approvals
from tongban.cases import actions
from tongban.cases import public as cases
from tongban.cases.models import Case
from tongban.cases.steps import recalls
from tongban.cases.tests.conftest import NOON, ORGAN, kinds, on_day, work
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.identifiers import is_credit_code
from tongban.kernel.words import Words
from tongban.licences import public as licences
from tongban.notices import public as notices
from tongban.sources import public as sources


@pytest.fixture
def bundle(cast):
    """Wang applies for a business licence, which founds a shop, and for a permit that needs it."""

    def opened(representative):
        founding = cases.Founding(
            source="business",
            name="王记面馆",
            form="sole_trader",
            representative=representative.number,
            code_fact="credit_code",
            code_field="credit_code",
            code_label=Words("统一社会信用代码", "Credit code"),
            record={"name": "王记面馆"},
        )
        shows = ((Words("经营者名称", "Name"), "王记面馆"), (Words("地址", "Address"), "某路 1 号"))
        parts = (
            cases.PartOrder("F-0", "founding", (), shows, founding=founding),
            cases.PartOrder("F-1", "permit", ("F-0",), shows),
        )
        holder = identity.Party(identity.PartyKind.PERSON, cast.wang.number, cast.wang.name)
        cases.open_cases(cases.Opening("F", 1, "event", holder, "wang", "digest", parts), at=NOON)

    return opened


def holders():
    return {case.number: (case.holder_name, case.holder_kind) for case in Case.objects.all()}


def test_the_licence_and_the_permits_name_what_was_founded_and_the_founder_acts_for_it(bundle, conclude, cast):
    bundle(cast.wang)

    conclude("F-0")
    work(NOON)

    assert set(holders().values()) == {("王记面馆", "organisation")}
    (shop,) = identity.organisations_of(cast.wang)
    assert is_credit_code(shop.code)
    assert shop.code.startswith("92")
    first = licences.verify(licences.granted_by("F-0")[0], on=NOON.date())
    assert first.holder == "王记面馆"
    assert sources.registrar().look_up("business", party_code=shop.code, person_number="")["name"] == "王记面馆"
    track = approvals.get_track(approvals.track_of("F-1", organ=ORGAN), seen_by=cast.zhao)
    assert (track.holder_code, track.holder_name) == (shop.code, "王记面馆")
    assert [value for _, value in cases.get_case("F-1", seen_by=cast.wang, on=NOON.date()).shows] == [
        "王记面馆",
        shop.code,
        "某路 1 号",
    ]


def test_whoever_applied_for_another_goes_on_by_a_mandate_for_just_this(bundle, conclude, cast):
    bundle(cast.chen)

    conclude("F-0")
    work(NOON)

    (shop,) = identity.organisations_of(cast.chen)
    acting = identity.acting_for(cast.wang, party=shop.code, on=on_day(1).date(), scope="event")
    assert acting.right == identity.Right.MANDATE
    with pytest.raises(identity.NotAllowed):
        identity.acting_for(cast.wang, party=shop.code, on=on_day(1).date(), scope="other")
    assert cases.get_case("F", seen_by=cast.wang, on=on_day(1).date())
    with pytest.raises(identity.NotFound):
        cases.get_case("F", seen_by=cast.lin, on=on_day(1).date())


def test_while_the_register_is_silent_the_grant_stands_and_nothing_is_entered_twice(bundle, conclude, cast):
    bundle(cast.wang)
    sources.silence("business")
    conclude("F-0")

    work(NOON)
    assert Case.objects.get(number="F-0").state == cases.State.GRANTED
    assert licences.granted_by("F-0") == []

    sources.speak("business")
    for _ in range(2):
        work(on_day(1))
    assert len(identity.organisations_of(cast.wang)) == 1
    assert len(licences.granted_by("F-0")) == 1
    assert kinds("F-0").count("HolderFounded") == 1


def status_of(shop):
    return sources.registrar().look_up("business", party_code=shop.code, person_number="")["status"]


@pytest.fixture
def shop(bundle, conclude, cast):
    """Wang's shop, with its business licence and the permit that needs it."""
    bundle(cast.wang)
    for number in ("F-0", "F-1"):
        conclude(number)
        work(NOON)
    return identity.organisations_of(cast.wang)[0]


def acting(cast):
    return identity.acting_for(cast.wang, party=identity.organisations_of(cast.wang)[0].code, on=on_day(9).date())


def test_recalled_the_register_strikes_it_off_and_what_it_was_granted_is_looked_at_again(shop, cast):
    assert status_of(shop) == "in_operation"

    recalls.recall("F-0", words="材料是假的", by="zhao", at=on_day(5))
    assert status_of(shop) == "in_operation"  # the outbox tells it
    work(on_day(5))

    assert status_of(shop) == "revoked"
    assert acting(cast).is_struck_off
    with pytest.raises(identity.NotAllowed, match="struck off"):
        identity.refuse_struck_off(acting(cast))
    assert Case.objects.get(number="F-1").shaken_at
    assert licences.granted_by("F-1"), "no machine takes it away"
    assert "GrantShaken" in kinds("F-1")
    titles = [message.title_zh for message in notices.messages_of(cast.wang, limit=50)]
    assert any("登记已撤销或者注销" in title for title in titles)


def test_what_it_was_granted_in_other_bundles_rests_on_it_too(shop, cast, conclude):
    holder = identity.Party(identity.PartyKind.ORGANISATION, shop.code, shop.name)
    other = cases.PartOrder("G-0", "plain", (), ())
    cases.open_cases(cases.Opening("G-0", 1, None, holder, "wang", "digest", (other,)), at=on_day(1))
    conclude("G-0", at=on_day(2))
    work(on_day(2))

    recalls.recall("F-0", words="材料是假的", by="zhao", at=on_day(5))

    assert {case.number for case in Case.objects.filter(shaken_at__isnull=False)} == {"F-1", "G-0"}
    assert {"F-1", "G-0"} <= {one.number for one in cases.irregularities(cast.shen, on=on_day(6).date())}


def test_granted_again_it_is_taken_back_and_everything_stands(shop, cast, conclude):
    recalls.recall("F-0", words="看错了", by="zhao", at=on_day(5))
    work(on_day(5))

    actions.decide("F-0", granted=True, reasons="", by="zhao", at=on_day(6))
    work(on_day(6))

    assert status_of(shop) == "in_operation"
    assert not acting(cast).is_struck_off
    assert not Case.objects.filter(shaken_at__isnull=False).exists()
    assert len(licences.granted_by("F-0")) == 1


def test_while_the_register_is_silent_nothing_is_said_and_it_is_told_later(shop, cast, conclude):
    sources.silence("business")
    recalls.recall("F-0", words="材料是假的", by="zhao", at=on_day(5))
    work(on_day(5))
    assert not acting(cast).is_struck_off

    sources.speak("business")
    for _ in range(2):
        work(on_day(6))

    assert status_of(shop) == "revoked"
    assert acting(cast).is_struck_off


def test_recalled_and_given_again_before_the_register_was_told_nothing_is_struck_off(shop, cast):
    sources.silence("business")
    recalls.recall("F-0", words="看错了", by="zhao", at=on_day(5))
    work(on_day(5))
    actions.decide("F-0", granted=True, reasons="", by="zhao", at=on_day(6))
    sources.speak("business")

    for _ in range(2):
        work(on_day(7))

    assert status_of(shop) == "in_operation"
    assert not acting(cast).is_struck_off
    assert not [e for e in journal.history(shop.code) if e.kind == "OrganisationDeregistered"]


def test_a_licence_that_a_broken_promise_ended_shakes_what_rests_on_it(shop):
    (licence,) = licences.granted_by("F-0")

    licences.revoke(licence, by="zhao", reason=Words("违反承诺", "A promise was broken"), at=on_day(5))
    work(on_day(5))

    assert status_of(shop) == "revoked"
    assert Case.objects.get(number="F-1").shaken_at
    assert Case.objects.get(number="F-0").state == cases.State.CLOSED
