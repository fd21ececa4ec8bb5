import pytest

from tongban.approvals import public as approvals
from tongban.approvals.public import Opinion, OpinionRefused, SeatOrder
from tongban.approvals.tests.scenes import AT, FIRE, MARKET, concluded, say, start, told, track
from tongban.identity import public as identity
from tongban.journal import public as journal

pytestmark = pytest.mark.usefixtures("town")
REASONS = (("clean", "面积相符"), ("safe", "出口足够"))


def work():
    while journal.work(limit=50, at=AT):
        pass


def test_the_machine_grants_after_the_submission_and_keeps_its_reasons():
    subject = start(automatic=REASONS)
    assert concluded(subject) == []

    work()

    seen = track(subject)
    assert (concluded(subject), seen.is_automatic) == ([True], True)
    assert [(ruling.point, ruling.words) for ruling in seen.opinions[0].rulings] == list(REASONS)
    assert told(subject, "ReviewConcluded")[0]["words"] == "面积相符；出口足够"


@pytest.mark.parametrize(
    ("seats", "automatic"),
    [
        ((), REASONS[:1]),
        ((), (("clean", " "), ("safe", "好"))),
        ((SeatOrder(MARKET), SeatOrder(FIRE)), REASONS),
        ((SeatOrder(MARKET, required_inquiries=(approvals.InquiryKind.SITE_VISIT,)),), REASONS),
    ],
)
def test_what_the_machine_may_not_decide_is_not_even_begun(seats, automatic):
    with pytest.raises(ValueError, match="machine"):
        start(*seats, automatic=automatic)


def test_a_person_who_was_faster_is_not_overruled():
    subject = start(automatic=REASONS)
    say(subject, Opinion.DISAGREE)

    work()

    assert concluded(subject) == [False]


def test_what_a_colleague_has_claimed_is_left_to_them():
    subject = start(automatic=REASONS)
    approvals.claim(track(subject).code, by=identity.person("zhao"), at=AT)

    work()

    assert track(subject).state == "open"


def test_a_person_recalls_it_and_then_decides():
    subject = start(automatic=REASONS)
    work()
    recall = {"by": identity.person("zhu"), "words": "登记有误", "at": AT}
    with pytest.raises(identity.NotAllowed):
        approvals.recall(track(subject).code, **(recall | {"by": identity.person("shen")}))
    with pytest.raises(OpinionRefused):
        approvals.recall(track(subject).code, **(recall | {"words": " "}))

    approvals.recall(track(subject).code, **recall)
    work()
    assert track(subject).state == "open"
    say(subject, Opinion.DISAGREE)

    assert concluded(subject) == [True, False]
    with pytest.raises(OpinionRefused, match="machine"):
        approvals.recall(track(subject).code, **recall)
