"""What each demonstration register keeps of a synthetic person or organisation. Every value is invented."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from tongban.identity.public import Citizen, Party, Population
from tongban.sources.contrib.demo.companies import records_of_firm, standing_of

Row = tuple[str, str, dict[str, Any]]  # register, key, body

CITY = "上海市"
DISTRICTS = {
    "310101": ("黄浦区", "200001"),
    "310104": ("徐汇区", "200030"),
    "310105": ("长宁区", "200050"),
    "310106": ("静安区", "200040"),
    "310107": ("普陀区", "200060"),
    "310109": ("虹口区", "200080"),
    "310110": ("杨浦区", "200090"),
    "310112": ("闵行区", "201100"),
    "310113": ("宝山区", "201900"),
    "310114": ("嘉定区", "201800"),
    "310115": ("浦东新区", "200120"),
    "310116": ("金山区", "200540"),
    "310117": ("松江区", "201600"),
    "310118": ("青浦区", "201700"),
    "310120": ("奉贤区", "201400"),
    "310151": ("崇明区", "202150"),
}
DISTRICT_CODES = {
    "310101": "huangpu",
    "310104": "xuhui",
    "310105": "changning",
    "310106": "jingan",
    "310107": "putuo",
    "310109": "hongkou",
    "310110": "yangpu",
    "310112": "minhang",
    "310113": "baoshan",
    "310114": "jiading",
    "310115": "pudong",
    "310116": "jinshan",
    "310117": "songjiang",
    "310118": "qingpu",
    "310120": "fengxian",
    "310151": "chongming",
}
SECTORS = (
    "manufacturing",
    "construction",
    "trade",
    "trade",
    "information",
    "business_services",
    "research",
    "household_services",
)
ROADS = ("样例路", "示范路", "演示路", "样例东路", "示例支路")
ETHNICITY = "汉族"
FOOD_WORDS = ("餐饮", "茶社", "食品")
STOREYS = ("basement", "first", "first", "first", "second_third", "fourth_up")
USES = ("commercial", "commercial", "commercial", "office", "industrial")
LIN_S_PREMISES = {
    "floor_area": "118.6",
    "storey": "first",
    "storeys": 6,
    "use": "commercial",
    "fire_acceptance": "accepted",
}
LIN_S_STAFF = {
    "kind": "enterprise",
    "staff_last_december": 28,
    "staff_december_before": 30,
    "left_naturally": 0,
    "pays_unemployment_insurance": True,
    "unemployment_premium": "24000.00",
    "hires_to_absorb": 0,
    "hires_of_young": 2,
    "hires_kept": 2,
    "on_maternity_leave": 1,
    "maternity_contributions": "18000.00",
}
SETTLED_ADULT_YEARS = 22


@dataclass(frozen=True)
class Town:
    """The population with its ties at hand, the seed, and the day on which the records are made up."""

    people: Mapping[str, Citizen]
    spouses: Mapping[str, tuple[str, str, date]]
    parents: Mapping[str, list[str]]
    organisations: tuple[tuple[Party, str], ...]
    seed: int
    on: date

    def chance(self, register: str, key: str) -> Random:
        """The dice of one record: its own, so that no other record changes it."""
        return Random(f"{self.seed}:{register}:{key}")


def town_of(population: Population, *, seed: int, on: date) -> Town:
    """The population, indexed by citizen number."""
    spouses: dict[str, tuple[str, str, date]] = {}
    for tie in population.marriages:
        spouses[tie[0]] = spouses[tie[1]] = tie
    parents: dict[str, list[str]] = {}
    for guardian, ward in population.guardianships:
        parents.setdefault(ward, []).append(guardian)
    people = {citizen.number: citizen for citizen in population.people}
    return Town(people, spouses, parents, population.organisations, seed, on)


def records_of(town: Town) -> Iterator[Row]:
    """Every record of every register."""
    for citizen in town.people.values():
        yield "population", citizen.number, _population(town, citizen)
        if citizen.number in town.spouses:
            yield "marriage", citizen.number, _marriage(town, town.spouses[citizen.number])
        if citizen.born_on.year <= town.on.year - SETTLED_ADULT_YEARS:
            yield "social_insurance", citizen.number, _social_insurance(town, citizen)
        if citizen.code == "he":
            yield from _premises(town, citizen.number, tenant=True)
    for ward, guardians in town.parents.items():
        yield from _births(town, town.people[ward], guardians)
    for party, boss in town.organisations:
        if party.code[2:8] not in DISTRICTS:  # it was founded here: its register keeps what it was entered with
            continue
        if _is_lin_s(town, party.code):
            yield "insured_units", party.code, LIN_S_STAFF
            yield "enterprise_size", party.code, {"size": "small"}
            yield "credit_record", party.code, {"standing": "good"}
        yield from _business(town, party, town.people[boss])
        yield from _premises(town, party.code, tenant=town.chance("tenure", party.code).random() < 0.8)
        place = f"{CITY}{DISTRICTS[_region(party.code)][0]}"
        yield from records_of_firm(party, town.people[boss], place=place, dice=town.chance("firm", party.code))


def sex_of(number: str) -> str:
    """The sex that the 17th character of a citizen number tells (GB 11643)."""
    return "male" if int(number[16]) % 2 else "female"


def is_newcomer(town: Town, citizen: Citizen) -> bool:
    """Whether somebody lives in the city without its household register: the cast's He, and some who are single."""
    if citizen.code == "he":
        return True
    is_single = citizen.number not in town.spouses and citizen.number not in town.parents
    is_made_up = citizen.code.startswith("p") and citizen.code[1:].isdigit()
    return is_made_up and is_single and town.chance("newcomer", citizen.number).random() < 0.25


def _address(region: str, random: Random) -> str:
    district, _ = DISTRICTS[region]
    return f"{CITY}{district}{random.choice(ROADS)}{random.randint(1, 999)}号"


def _population(town: Town, citizen: Citizen) -> dict[str, Any]:
    tie = town.spouses.get(citizen.number)
    parents = town.parents.get(citizen.number, [])
    head = town.people[tie[0]] if tie else town.people[parents[0]] if parents else citizen
    random = town.chance("household", head.number)
    region = head.number[:6]
    address = f"{_address(region, random)}{random.randint(1, 6)}0{random.randint(1, 4)}室"
    return {
        "name": citizen.name,
        "number": citizen.number,
        "sex": sex_of(citizen.number),
        "born_on": citizen.born_on.isoformat(),
        "ethnicity": ETHNICITY,
        "registered_address": address,
        "residence": address,
        "phone": citizen.phone,
        "district": DISTRICT_CODES[region],
        "household_number": f"{region[2:]}{random.randrange(10**6):06}",
        "household_head": head.name,
        "household_city": "elsewhere" if is_newcomer(town, citizen) else "shanghai",
        "deceased": False,
        "police_station": f"{DISTRICTS[region][0]}样例派出所",
    }


def _marriage(town: Town, tie: tuple[str, str, date]) -> dict[str, Any]:
    husband, wife = sorted((town.people[tie[0]], town.people[tie[1]]), key=lambda one: sex_of(one.number), reverse=True)
    body: dict[str, Any] = {"married": True, "married_on": tie[2].isoformat()}
    serial = town.chance("marriage", husband.number).randrange(10**6)
    body["certificate"] = f"J{husband.number[:6]}-{tie[2].year}-{serial:06}"
    for role, one in (("husband", husband), ("wife", wife)):
        body |= {
            f"{role}_name": one.name,
            f"{role}_number": one.number,
            f"{role}_born_on": one.born_on.isoformat(),
            f"{role}_ethnicity": ETHNICITY,
            f"{role}_nationality": "中国",
        }
    return body


def _social_insurance(town: Town, citizen: Citizen) -> dict[str, Any]:
    random = town.chance("social_insurance", citizen.number)
    employer, _ = random.choice(town.organisations)
    months = random.randint(3, 12 * min(30, town.on.year - citizen.born_on.year - 21))
    return {
        "maternity_insured": True,
        "insured_months": months,
        "employer_name": employer.name,
        "employer_code": employer.code,
        "employer_average_wage": f"{random.randint(60, 180) * 100}.00",
        "account_holder": citizen.name,
        "bank": "示例银行上海分行",
        "account_usable": True,
        "account": f"990000{random.randrange(10**10):010}",
    }


def _births(town: Town, child: Citizen, guardians: list[str]) -> Iterator[Row]:
    """Births of the last year, under the child's number and the mother's: the mother acts before the child has a number."""
    mother = next((town.people[one] for one in guardians if sex_of(one) == "female"), None)
    if mother is None or child.born_on <= town.on - timedelta(days=365):
        return
    body = _birth(town, child, mother)
    yield "birth", child.number, body
    yield "birth", mother.number, body


def _birth(town: Town, child: Citizen, mother: Citizen) -> dict[str, Any]:
    random = town.chance("birth", child.number)
    elder = sum(1 for ward, ones in town.parents.items() if mother.number in ones and ward != child.number)
    return {
        "sex": sex_of(child.number),
        "born_on": child.born_on.isoformat(),
        "born_at": f"{random.randrange(24):02}:{random.randrange(60):02}",
        "birthplace": f"{CITY}{DISTRICTS[child.number[:6]][0]}",
        "institution": f"{DISTRICTS[child.number[:6]][0]}样例妇幼保健院",
        "gestation_weeks": random.randint(37, 41),
        "weight": random.randint(2600, 4100),
        "length": random.randint(47, 53),
        "blood_type": random.choice(("a", "b", "ab", "o", "unknown")),
        "birth_order": elder + 1,
        "births_together": 1,
        "outcome": "birth",
        "delivery_kind": random.choice(("natural", "natural", "difficult")),
        "bcg_given": True,
        "hepatitis_b_given": True,
        "due_on": (child.born_on + timedelta(days=random.randint(-10, 14))).isoformat(),
        "mother_name": mother.name,
        "mother_number": mother.number,
        "mother_born_on": mother.born_on.isoformat(),
        "mother_ethnicity": ETHNICITY,
        "mother_nationality": "中国",
    }


def _business(town: Town, party: Party, boss: Citizen) -> Iterator[Row]:
    """The business licence; for those who sell food, also the food safety manager and the staff's health certificates."""
    random = town.chance("business", party.code)
    staff = random.randint(3, 30)
    food = any(word in party.name for word in FOOD_WORDS)
    body = {
        "established_on": (town.on - timedelta(days=random.randint(30, 4000))).isoformat(),
        "operation_ends_on": date(town.on.year + 20, 12, 31).isoformat(),
        "registered_capital": f"{random.choice((10, 30, 50, 100, 200)) * 10000}.00",
        "scope": "餐饮服务；食品销售" if food else "日用百货销售；信息咨询服务",
        "staff_count": staff,
        "sector": "catering" if food else town.chance("sector", party.code).choice(SECTORS),
        "district": DISTRICT_CODES[party.code[2:8]],
    }
    standing = standing_of(town.chance("standing", party.code))
    yield "business", party.code, body | _licence(town, party, boss) | standing
    if food:
        yield from _food(town, party, boss=boss, staff=staff)


def _licence(town: Town, party: Party, boss: Citizen) -> dict[str, Any]:
    district, postcode = DISTRICTS[party.code[2:8]]
    return {
        "registered": True,
        "name": party.name,
        "credit_code": party.code,
        "type": "company",
        "status": "in_operation",
        "authority": f"{district}市场监督管理局",
        "domicile": address_of(town, party.code),
        "postcode": postcode,
        "legal_representative": boss.name,
        "legal_representative_number": boss.number,
        "legal_representative_position": "executive_director",
        "legal_representative_phone": boss.phone,
    }


def _food(town: Town, party: Party, *, boss: Citizen, staff: int) -> Iterator[Row]:
    random = town.chance("food", party.code)
    passed_on = town.on - timedelta(days=random.randint(20, 300))
    yield (
        "training",
        party.code,
        {
            "name": boss.name,
            "number": boss.number,
            "certificate": f"样例-SP{passed_on:%Y%m%d}{random.randrange(10**4):04}",
            "result": "passed",
            "passed_on": passed_on.isoformat(),
        },
    )
    yield (
        "health",
        party.code,
        {
            "valid_count": staff,
            "holders": f"{boss.name}等{staff}人",
            "first_expiry_on": (town.on + timedelta(days=random.randint(120, 330))).isoformat(),
        },
    )


def address_of(town: Town, key: str) -> str:
    """Where the shop of this party is: the same in the business and in the real estate register."""
    return _address(_region(key), town.chance("premises", key))


def _region(key: str) -> str:
    return key[:6] if key[:6] in DISTRICTS else key[2:8]


def _premises(town: Town, key: str, *, tenant: bool) -> Iterator[Row]:
    random = town.chance("real_estate", key)
    certificate = f"沪（样例）{town.on.year}不动产权第{random.randrange(10**6):06}号"
    body = {
        "address": address_of(town, key),
        "district": DISTRICTS[_region(key)][0],
        "floor_area": f"{random.randint(250, 4000) / 10}",
        "storey": random.choice(STOREYS),
        "building": f"样例大厦{random.randint(1, 9)}号楼",
        "storeys": random.randint(4, 30),
        "certificate": certificate,
        "unit_number": f"{_region(key)}001001GB{random.randrange(10**5):05}F{random.randrange(10**8):08}",
        "owner": "上海示例置业有限公司",
        "use": random.choice(USES),
        "fire_acceptance": random.choice(("accepted", "filed")),
        "fire_acceptance_number": f"样例消验字〔2024〕第{random.randrange(10**4):04}号",
        "drainage_point": f"SAMPLE-{random.randrange(10**6):06}",
        "drains_separated": True,
    }
    if _is_lin_s(town, key):
        body |= LIN_S_PREMISES
    yield "real_estate", key, body
    yield "rental", key, _tenancy(town, key) if tenant else {"tenure": "owned"}


def _is_lin_s(town: Town, key: str) -> bool:
    return any(party.code == key and town.people[boss].code == "lin" for party, boss in town.organisations)


def _tenancy(town: Town, key: str) -> dict[str, Any]:
    random = town.chance("rental", key)
    begins_on = town.on - timedelta(days=random.randint(10, 200))
    return {
        "tenure": "rented",
        "landlord": "上海示例置业有限公司",
        "rent_paid": True,
        "filing_number": f"样例租备{begins_on:%Y}{random.randrange(10**6):06}",
        "begins_on": begins_on.isoformat(),
        "ends_on": (begins_on + timedelta(days=3 * 365)).isoformat(),
    }
