"""Read this first. Lin opens a restaurant: from her own words to the licences in hand, across four departments at once.

Everybody here only reads pages, follows links, fills in forms and presses buttons. `worker()` is what the background worker
does all the time: carry out what was promised to the outside world.
"""

import re

import pytest

from tests.answers import floor_plan
from tests.visitor import Visitor

SHOP = {  # what only Lin knows; everything else the state knows already
    "trade": {"catering_form": "restaurant", "online_sale": "true"},
    "facilities": {"kitchen_area": "24", "special_room_area": "6.2", "grease_trap": "own", "water_use": "3"},
    "signboard": {
        "sign_text": "云上小馆",
        "sign_width": "4",
        "sign_height": "1",
        "sign_clearance": "2.8",
        "sign_material": "acrylic",
        "sign_lighting": "internal",
    },
}


@pytest.fixture
def lin(city) -> Visitor:
    return Visitor("林晓雯")


def test_lin_opens_a_restaurant(lin, worker):
    # 1. She says what she wants in her own words, and finds it.
    lin.open("/search/?q=开小饭店").follow("开办餐饮店")
    assert lin.sees("食品经营许可", "法定", "承诺", "不收费", "市场监督管理局", "食品安全法")

    # She acts for her company: the business register says that she may.
    lin.open("/switch/").press("就替这一方办", party=lin.choice("party", "云上小馆"))
    lin.open("/guides/restaurant/")

    # 2. A few questions settle what she needs. Each answer removes what no longer applies.
    answer_the_questions(lin)
    assert lin.sees("烟草专卖零售许可", "户外招牌", "可以开始办了")
    lin.press("开始办理")

    # 3. One form. What the state knows is filled in, with its source; she types only the rest.
    lin.open(f"{draft_of(lin)}parts/operator/")
    assert lin.sees("市场主体登记库", "91310104MA1TB0013N", "更正")
    typed = fill_in_the_form(lin)
    assert typed <= 0.3 * len(every_field(lin))

    # 4. Materials: what the government issued is not asked for. She uploads only what nobody else has.
    upload_everything(lin)
    assert lin.sees("不用您交的", "营业执照")

    # 5. and 6. The machine looks first; she checks everything on one page, signs, and submits.
    lin.follow("核对并提交")
    assert lin.sees("符合", "需要审查人员判断", "我确认以上内容真实")
    lin.press("签署并提交", agree="yes")
    number = re.search(r"/cases/([0-9A-Z]{43})/", lin.address).group(1)
    assert lin.sees("已收到", number)

    # 7. Four departments have it at the same time.
    lin.open(f"/cases/{number}/")
    assert lin.sees("食品经营许可", "排水", "户外招牌", "烟草")

    # 8. Zhao of market regulation asks for a correction; the others decide meanwhile.
    ask_for_a_correction("赵敏", point="workflow", words="请在平面图上标出生熟分开的路线")
    for official in ("孙丽", "李强", "周敏"):
        grant(official)
    worker()
    lin.open(f"/cases/{number}/")
    assert lin.sees("请在平面图上标出生熟分开的路线") or lin.sees("补正")
    lin.follow("补").press("补好了", note="已在图上标出", **{"file-floor_plan": floor_plan()})

    # 9. Zhao sees what was mended and grants it: all licences are there, and the bundle is complete.
    grant("赵敏")
    worker()
    lin.open(f"/cases/{number}/")
    assert lin.sees("全部办好") or lin.sees("办结")
    lin.open("/space/")
    assert lin.sees("食品经营许可证")

    # Anybody can verify the licence by its code, without signing in, and sees no more than necessary.
    lin.follow("食品经营许可证")
    guest = Visitor().open(verification_address(lin))
    assert guest.sees("有效")
    assert not guest.sees("310104199003129008")

    # 10. Every step is in the journal, and nobody edited it.
    from tongban.journal import public as journal

    journal.seal_entries(10_000)
    assert journal.prove().holds


def answer_the_questions(lin: Visitor) -> None:
    answers = {
        "has_business_licence": "true",
        "dishes": ["hot", "cold"],
        "floor_area": "120",
        "seats": "48",
        "storey": "first",
        "has_signboard": "true",
        "open_kitchen": "true",
        "sells_tobacco": "true",
    }
    while lin.offers("下一题"):
        asked = next(code for code in answers if lin.asks(code))
        lin.press("下一题", **{asked: answers[asked]})


def fill_in_the_form(lin: Visitor) -> int:
    """Go through the parts of the form in order; gives how many fields were typed."""
    for part, answers in SHOP.items():
        lin.open(f"{draft_of(lin)}parts/{part}/").press("保存", **answers)
        assert lin.status == 200
    return sum(len(answers) for answers in SHOP.values())


def draft_of(lin: Visitor) -> str:
    return re.match(r"/drafts/\w+/", lin.address).group(0)


def every_field(lin: Visitor) -> list[str]:
    """The fields of the whole form, read from its own page of checking."""
    lin.open(f"{draft_of(lin)}check/")
    return [row.text_content() for row in lin.page.xpath("//main//dl[contains(@class, 'sum')]/div")]


def upload_everything(lin: Visitor) -> None:
    lin.open(f"{draft_of(lin)}materials/")
    for material in ("店面平面图", "招牌效果图", "店内排水图", "隔油设施照片"):
        lin.press(f"上传{material}", file=floor_plan())


def ask_for_a_correction(name: str, *, point: str, words: str) -> None:
    official = Visitor(name).follow("云上小馆")
    rulings = {field: "fits" for field in official.fields("judge-")}
    rulings |= {f"judge-{point}": "to_correct", f"words-{point}": words}
    official.press("一次性补正", **rulings)
    assert official.status == 200


def grant(name: str) -> None:
    official = Visitor(name).follow("云上小馆")
    official.press("通过", **{field: "fits" for field in official.fields("judge-")})
    assert official.status == 200


def verification_address(lin: Visitor) -> str:
    return next(link for link in lin.links() if "/verify/" in link)
