"""What is nearly reached, found quickly for hundreds of policies, is what the whole search finds for each alone."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from tongban.catalogue import public as catalogue
from tongban.policies import public as policies
from tongban.policies.public import Standing
from tongban.policies.tests.test_check_up import ON, SHANGHAI
from tongban.rules import public as rules
from tongban.rules.public import FactKind, Outcome

WITHIN = 2 * 366
MEASURED = {FactKind.DATE, FactKind.INTEGER, FactKind.NUMBER, FactKind.MONEY}


@pytest.fixture(scope="module")
def edition():
    return catalogue.draft(SHANGHAI, on=ON)


def somebody(edition, chance):
    values = {}
    for fact in policies.facts_asked(edition, "person"):
        if chance.random() < 0.9:
            kinds = {
                FactKind.BOOLEAN: chance.random() < 0.4, FactKind.INTEGER: chance.randint(0, 60),
                FactKind.DATE: ON - timedelta(days=chance.randint(0, 30_000)),
                FactKind.CHOICE: chance.choice(list(fact.options) or [""]),
            }  # fmt: skip
            values[fact.code] = kinds.get(fact.kind)
    return values


def expected(edition, match, values):
    """The gaps by the search that leaves nothing out, and by the words of what is nearly so."""
    deciding = {code for clause in match.verdict.decided_by for code in clause.facts}
    named = [rules.facts_of(catalogue.rule(edition, one.rule)) for one in match.policy.conditions if one.rule]
    is_plain = {code: edition.facts[code].kind not in MEASURED for codes in named for code in codes}
    mixed = {code for codes in named if not all(is_plain[one] for one in codes) for code in codes}
    if all(is_plain[code] for code in deciding) or any(is_plain[code] and code not in mixed for code in deciding):
        return (), None
    found = rules.near(catalogue.entitlement(edition, match.policy), values, on=ON, within=WITHIN)
    if found.met_on is not None:
        return found.gaps, found.met_on
    if len(found.gaps) != 1 or found.gaps[0].lacks is None or len(found.gaps[0].clause.facts) != 1:
        return (), None
    value, lacks = values.get(found.gaps[0].clause.facts[0]), found.gaps[0].lacks
    if isinstance(value, bool | date | str | None) or not 0 < abs(lacks) * 5 <= abs(value + lacks):
        return (), None
    return found.gaps, None


def test_what_is_nearly_so_is_what_the_whole_search_finds(edition):
    chance, seen = random.Random(7), Counter()
    for _ in range(120):
        values = somebody(edition, chance)
        for match in policies.check_up("person", edition=edition, values=values, on=ON).matches:
            if match.verdict.outcome is Outcome.NOT_MET and not match.excluded_by:
                gaps, met_on = expected(edition, match, values)
                assert (match.gaps, match.met_on) == (gaps, met_on)
                assert match.standing is (Standing.NEARLY if gaps else Standing.NOT_ENTITLED)
                seen[bool(gaps)] += 1
                seen["waiting"] += met_on is not None
    assert seen[True] > seen["waiting"] > 3
    assert seen[False] > 1000


def test_the_order_is_by_standing_then_by_what_is_nearest_then_by_what_pays_most(edition):
    found = policies.check_up("person", edition=edition, values=somebody(edition, random.Random(3)), on=ON).matches
    order = [Standing.ENTITLED, Standing.NEARLY, Standing.UNKNOWN, Standing.NOT_ENTITLED]

    keys = [(order.index(one.standing), one.met_on or date.max, -(one.fen or 0)) for one in found]
    assert keys == sorted(keys)
