"""A small invented city: one organ, items of every way of being handled, and cases opened without a form."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from types import SimpleNamespace

import pytest
from tests.editions import a_fact, a_material, an_edition, an_item, words

from tongban.approvals import public as approvals
from tongban.cases import public as cases
from tongban.catalogue import public as catalogue
from tongban.catalogue.public import (
    Commitment,
    DayUnit,
    InquiryKind,
    Limit,
    Procedure,
    ProcedureLimit,
    Purpose,
    Result,
    ReviewPoint,
    Seat,
    Silence,
    SiteVisit,
)
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)  # a Monday with no holiday for a month
ORGAN = "market_regulation"
TYPE = "11100000MB0000000X001"


def item(code, *, procedure=None, shows=(), **more):
    points = (ReviewPoint("fits", words("fits")), ReviewPoint("safe", words("safe")))
    return replace(
        an_item(code, review_points=points, **more),
        organ=ORGAN,
        procedure=procedure or Procedure(extension_days=10, special=(ProcedureLimit(InquiryKind.TESTING, 4),)),
        promised=Limit(5, DayUnit.WORKING_DAYS),
        statutory=Limit(20, DayUnit.WORKING_DAYS),
        result=Result(words(code), TYPE, shows, valid_years=5),
    )


def edition():
    later = replace(a_material("photo"), may_follow=Limit(3, DayUnit.WORKING_DAYS))
    promise = Commitment(words("I promise"), words("revoked"), ("safe",), (), check_days=20, sampling_percent=100)
    items = [
        item("plain", materials=[a_material("plan")]),
        item("visited", procedure=Procedure(site_visit=SiteVisit((words("kitchen"),), 5))),
        item("joined", procedure=Procedure(joins=(Seat("fire_rescue", 8, silence=Silence.AGREES),))),
        item("promised", commitment=promise),
        item("later", materials=[later]),
        item("renewal", purpose=Purpose.RENEW, acts_on="plain", materials=[later]),
        item("alteration", purpose=Purpose.CHANGE, acts_on="plain"),
        item("promise_alteration", purpose=Purpose.CHANGE, acts_on="promised"),
        item("founding"),
        item("permit", shows=("organisation_name", "credit_code")),
        item("ending", purpose=Purpose.CANCEL, acts_on="plain"),
        item("foreign", materials=[replace(a_material("deed"), name=Words("房产证", "Title deed"))]),
    ]
    bundle = SimpleNamespace(code="event", name=words("event"), organ=ORGAN, composite=None)
    made = an_edition([a_fact("parking", label=Words("店铺停车位数", "Parking places"))], items)
    organs = {ORGAN: catalogue.Organ(ORGAN, words("organ"), words("市监"), "11310000MB2DEM010C")}
    sources = {"business": SimpleNamespace(register="business", licences=())}
    return replace(made, organs=organs, bundles={"event": bundle}, sources=sources)


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    settings.ORIGIN = "https://sample.test"
    options = {**settings.STORAGES["documents"], "OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = {**settings.STORAGES, "documents": options}
    return tmp_path


@pytest.fixture
def cast(db, home, monkeypatch):
    """Lin owns the company, Chen acts for it, Wang is a stranger; Zhao reviews and Zheng heads the organ, Qian is elsewhere."""
    small = edition()
    monkeypatch.setattr(catalogue, "edition", lambda number=None, on=None: small)
    organs = [ORGAN, "fire_rescue", "city_appearance", "water", "tobacco", "gov_service"]
    identity.load_organs([SimpleNamespace(code=c, name=words(c), credit_code="11310000MB2DEM010C") for c in organs])
    identity.populate(size=0, mandate_scope=["event", "plain"])
    return SimpleNamespace(**identity.people(["lin", "chen", "wang", "zhao", "zheng", "qian", "shen"]))


@pytest.fixture
def company(cast):
    return identity.organisations_of(cast.lin)[0]


@pytest.fixture
def open_case(company) -> Callable[..., str]:
    """Open one case of an item for Lin's company; gives its number."""
    numbers = count(1)

    def opened(code: str, *, at: datetime = NOON, **more: object) -> str:
        number = f"{code.upper()}{next(numbers):04d}"
        part = cases.PartOrder(number, code, (), ((words("name"), "a"),), **more)
        cases.open_cases(opening(company, number, None, (part,)), at=at)
        return number

    return opened


def opening(company, number, bundle, parts):
    holder = identity.Party(identity.PartyKind.ORGANISATION, company.code, company.name)
    return cases.Opening(number, 1, bundle, holder, "lin", "digest", parts)


@pytest.fixture
def see(cast):
    """A case as Lin sees it."""
    return lambda number: cases.get_case(number, seen_by=cast.lin, on=NOON.date())


@pytest.fixture
def conclude(cast):
    """The officer judges every point."""

    def concluded(number: str, *, agree: bool = True, at: datetime = NOON) -> None:
        code = approvals.track_of(number, organ=ORGAN)
        fits = approvals.Judgement.FITS if agree else approvals.Judgement.DOES_NOT_FIT
        points = approvals.get_track(code, seen_by=cast.zhao).points
        rulings = [approvals.Ruling(point, fits, "" if agree else "不符合") for point in points]
        opinion = approvals.Opinion.AGREE if agree else approvals.Opinion.DISAGREE
        approvals.give_opinion(code, by=cast.zhao, opinion=opinion, rulings=rulings, words="不符合规定", at=at)

    return concluded


@pytest.fixture
def licence_of(open_case, conclude):
    """A licence that was granted to Lin's company, with its document; gives its number."""

    def granted(code: str = "plain", *, at: datetime = NOON, **more: object) -> str:
        number = open_case(code, at=at, **more)
        conclude(number, at=at)
        work(at)
        entries = journal.history(number, kinds=["CaseClosed"])
        assert entries
        return number

    return granted


def work(at: datetime = NOON + timedelta(days=60)) -> None:
    while journal.work(limit=50, at=at):
        pass


def on_day(days: int) -> datetime:
    """Noon so many days after the first."""
    return NOON + timedelta(days=days)


def kinds(number: str) -> list[str]:
    return [entry.kind for entry in journal.history(number)]
