"""The people of every story: always there, with the same codes. All of them are invented."""

from dataclasses import dataclass
from datetime import date

from tongban.kernel.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of the cast: who it is, what it is for, and, for an official, the code of the organ and the role in it."""

    code: str
    name: str
    born_on: date
    region: str
    woman: bool
    purpose: Words
    organ: str = ""
    role: str = "officer"


CAST = (
    Member(
        code="lin",
        name="林晓雯",
        born_on=date(1990, 3, 12),
        region="310104",
        woman=True,
        purpose=Words(
            "开办餐饮店：上海示例云上小馆餐饮有限公司的法定代表人；也是新生儿许安然的母亲",
            "Opens a restaurant: legal representative of the sample company Yunshang; also mother of a newborn",
        ),
    ),
    Member(
        code="chen",
        name="陈志远",
        born_on=date(1985, 7, 21),
        region="310112",
        woman=False,
        purpose=Words(
            "代办人：受云上小馆委托办理开办餐饮店；另有一份已到期的委托",
            "Agent: holds a mandate of Lin's company for opening a restaurant, and another that has expired",
        ),
    ),
    Member(
        code="he",
        name="何静",
        born_on=date(1994, 11, 5),
        region="310110",
        woman=True,
        purpose=Words(
            "新人：想开餐饮店，还没有营业执照", "Newcomer: wants to open a restaurant and has no company yet"
        ),
    ),
    Member(
        code="wang",
        name="王建国",
        born_on=date(1951, 5, 18),
        region="310107",
        woman=False,
        purpose=Words(
            "老年市民，75岁：看不到别人的任何内容", "A citizen of 75 years, and a stranger: sees nothing of the others"
        ),
    ),
    Member(
        code="xu",
        name="许一鸣",
        born_on=date(1989, 1, 30),
        region="310104",
        woman=False,
        purpose=Words("新生儿许安然的父亲", "Father of the newborn"),
    ),
    Member(
        code="baby",
        name="许安然",
        born_on=date(2026, 11, 2),
        region="310104",
        woman=True,
        purpose=Words("新生儿，由监护人代办", "The newborn, for whom a guardian acts"),
    ),
    Member(
        code="gu",
        name="顾怀民",
        born_on=date(1972, 9, 9),
        region="310109",
        woman=False,
        purpose=Words(
            "另一家公司的法定代表人，其委托已到期；母亲刚去世",
            "Legal representative of another company, whose mandate expired; his mother died lately",
        ),
    ),
    Member(
        code="zhao",
        name="赵敏",
        born_on=date(1986, 4, 2),
        region="310101",
        woman=True,
        organ="market_regulation",
        purpose=Words("审查人员：市场监管", "Reviewer: market regulation"),
    ),
    Member(
        code="qian",
        name="钱磊",
        born_on=date(1988, 12, 15),
        region="310106",
        woman=False,
        organ="fire_rescue",
        purpose=Words("审查人员：消防救援", "Reviewer: fire and rescue"),
    ),
    Member(
        code="sun",
        name="孙丽",
        born_on=date(1991, 6, 8),
        region="310115",
        woman=True,
        organ="city_appearance",
        purpose=Words("审查人员：绿化市容", "Reviewer: greenery and city appearance"),
    ),
    Member(
        code="li",
        name="李强",
        born_on=date(1983, 2, 27),
        region="310113",
        woman=False,
        organ="water",
        purpose=Words("审查人员：水务", "Reviewer: water"),
    ),
    Member(
        code="zhou",
        name="周敏",
        born_on=date(1987, 10, 19),
        region="310105",
        woman=True,
        organ="tobacco",
        purpose=Words("审查人员：烟草专卖", "Reviewer: tobacco monopoly"),
    ),
    Member(
        code="shen",
        name="沈岚",
        born_on=date(1979, 8, 3),
        region="310101",
        woman=True,
        organ="market_regulation",
        role="supervisor",
        purpose=Words("督查人员：只看，不决定", "Supervisor: looks, and decides nothing"),
    ),
    Member(
        code="wu",
        name="吴桐",
        born_on=date(1982, 5, 16),
        region="310107",
        woman=True,
        organ="market_regulation",
        role="reviewer",
        purpose=Words("审核人员：市场监管", "Countersigns: market regulation"),
    ),
    Member(
        code="zheng",
        name="郑远",
        born_on=date(1975, 1, 11),
        region="310109",
        woman=False,
        organ="market_regulation",
        role="head",
        purpose=Words("审批负责人：市场监管", "Head, who approves: market regulation"),
    ),
    Member(
        code="zhu",
        name="朱亮",
        born_on=date(1992, 7, 7),
        region="310110",
        woman=False,
        organ="market_regulation",
        purpose=Words("审查人员：市场监管，赵敏的AB岗", "Reviewer: market regulation, deputy of Zhao"),
    ),
    Member(
        code="feng",
        name="冯秀英",
        born_on=date(1981, 3, 30),
        region="310106",
        woman=True,
        organ="fire_rescue",
        role="reviewer",
        purpose=Words("审核人员：消防救援", "Countersigns: fire and rescue"),
    ),
    Member(
        code="jiang",
        name="蒋海涛",
        born_on=date(1974, 10, 2),
        region="310104",
        woman=False,
        organ="fire_rescue",
        role="head",
        purpose=Words("审批负责人：消防救援", "Head, who approves: fire and rescue"),
    ),
    Member(
        code="tao",
        name="陶然",
        born_on=date(1995, 9, 14),
        region="310105",
        woman=True,
        organ="gov_service",
        role="clerk",
        purpose=Words("综合窗口人员：代各部门收件", "At the counter: receives for every organ"),
    ),
    Member(
        code="fang",
        name="方正平",
        born_on=date(1977, 12, 20),
        region="310101",
        woman=False,
        organ="gov_service",
        role="supervisor",
        purpose=Words("市级督查人员：看各部门的办理", "Supervisor of the city: looks at every organ"),
    ),
    Member(
        code="tang",
        name="唐国平",
        born_on=date(1966, 7, 15),
        region="310109",
        woman=False,
        purpose=Words("快到退休年龄的职工，60岁", "A worker of 60 years who is about to retire"),
    ),
    Member(
        code="han",
        name="韩雪",
        born_on=date(1990, 4, 18),
        region="310106",
        woman=True,
        organ="gov_service",
        role="editor",
        purpose=Words("编辑：各部门的事项、数据项和一件事", "Editor: items, facts and bundles of every organ"),
    ),
    Member(
        code="cao",
        name="曹平",
        born_on=date(1976, 6, 6),
        region="310101",
        woman=False,
        organ="gov_service",
        role="approver",
        purpose=Words("审定人：审定别人写的内容", "Approver: approves content that others wrote"),
    ),
    Member(
        code="luo",
        name="罗静",
        born_on=date(1993, 2, 14),
        region="310109",
        woman=True,
        organ="market_regulation",
        role="editor",
        purpose=Words("编辑：只改市场监管的事项", "Editor: the items of market regulation only"),
    ),
)
PARENTS_OF_THE_BABY = ("lin", "xu")
MARRIED_ON = date(2023, 5, 20)

# (name, registered in, body of the credit code, legal representative)
COMPANIES = (
    ("上海示例云上小馆餐饮有限公司", "310104", "MA1TB001", "lin"),
    ("上海示例旧巷茶社有限公司", "310109", "MA1TB002", "gu"),
)
