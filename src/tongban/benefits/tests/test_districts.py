"""A district's own list (区清单): its policy covers its people only, and its campaigns are seen by its officials only."""

import json
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tongban.benefits import public as benefits
from tongban.benefits.tests.conftest import AT, ON, officer, who, work
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.identity.public import NotFound
from tongban.policies import public as policies

SHANGHAI = settings.CONTENT
PUDONG, HUANGPU = "p_pudong", "p_huangpu"


def written(folder: Path, district: str) -> None:
    """A district's bureau, and its policy beside the city's: the same allowance, for who lives there."""
    (folder / "policies").mkdir(parents=True, exist_ok=True)
    policy = yaml.safe_load((SHANGHAI / "policies" / "p_old_allowance.yaml").read_text(encoding="utf8"))
    lives_there = {
        "code": "lives_there", "sentence": {"zh": "住在本区", "en": "Lives in the district"}, "passage": "who",
        "rule": f'home_district == "{district}"', "certainty": "sample",
    }  # fmt: skip
    policy |= {"organ": f"{district}_civil_affairs", "conditions": [*policy["conditions"], lives_there]}
    policy["benefit"] |= {"formula": "100"}
    for shared in ("parameters", "phrasings", "aliases", "item"):
        del policy[shared]
    policy["conditions"] = [each for each in policy["conditions"] if each["code"] != "old_enough"]
    (folder / "policies" / f"p_{district}.yaml").write_text(json.dumps(policy), encoding="utf8")


@pytest.fixture
def districts(city, tmp_path):
    """Two districts beside the city, each with a bureau, an officer, and a policy of its own."""
    organs = yaml.safe_load((SHANGHAI / "organs.yaml").read_text(encoding="utf8"))
    for district in ("pudong", "huangpu"):
        written(tmp_path, district)
        name = {"zh": f"{district} 民政局", "en": f"Civil affairs of {district}"}
        organs[f"{district}_civil_affairs"] = organs["civil_affairs"] | {"name": name, "short": name}
    (tmp_path / "organs.yaml").write_text(json.dumps(organs), encoding="utf8")
    edition = catalogue.publish([SHANGHAI, tmp_path], by="editor", at=AT)
    for district, code in (("pudong", "lin"), ("huangpu", "chen")):
        names = {"name_zh": district, "name_en": district, "credit_code": district}
        organ = identity.Organ.objects.create(code=f"{district}_civil_affairs", **names)
        identity.Official.objects.create(person=who(code), organ=organ, role=identity.Official.Role.OFFICER)
    policies.snapshot(edition, "person", at=timezone.now(), by="system")
    return edition


def homes(code: str, by: identity.Person) -> set[object]:
    """Where those on a list live, as the list's own reasons say."""
    found = benefits.lines(code, seen_by=by, on=ON).lines
    reasons = [benefits.why_of(code, each.number, seen_by=by, on=ON).values for each in found]
    return {value for values in reasons for fact, value, _ in values if fact.code == "home_district"}


def test_a_district_s_list_covers_its_people_and_is_seen_by_its_officials_only(districts):
    lin, chen = who("lin"), who("chen")
    assert [each.code for each in benefits.startable(lin, on=ON)] == [PUDONG]
    pudong = benefits.start(PUDONG, by=lin, at=AT)
    huangpu = benefits.start(HUANGPU, by=chen, at=AT)
    work()

    assert (homes(pudong, lin), homes(huangpu, chen)) == ({"pudong"}, {"huangpu"})
    assert [each.code for each in benefits.campaigns(lin, on=ON)] == [pudong]
    for stranger in (chen, officer()):
        assert pudong not in [each.code for each in benefits.campaigns(stranger, on=ON)]
        for act in (
            lambda by: benefits.get_campaign(pudong, seen_by=by, on=ON),
            lambda by: benefits.lines(pudong, seen_by=by, on=ON),
            lambda by: benefits.send_to_review(pudong, by=by, at=AT),
            lambda by: benefits.start(PUDONG, by=by, at=AT),
        ):
            with pytest.raises(NotFound), transaction.atomic():
                act(stranger)
