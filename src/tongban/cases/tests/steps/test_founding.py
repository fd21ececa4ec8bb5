"""An organisation comes into being with a grant: entered once, it holds its licence and what is under way beside it."""

import pytest

from tongban.approvals import public as approvals
from tongban.cases import public as cases
from tongban.cases.models import Case
from tongban.cases.tests.conftest import NOON, ORGAN, kinds, on_day, work
from tongban.identity import public as identity
from tongban.kernel.identifiers import is_credit_code
from tongban.kernel.words import Words
from tongban.licences import public as licences
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
