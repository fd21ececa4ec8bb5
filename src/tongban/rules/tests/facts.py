"""Facts of a small invented shop, for the tests of the language."""

from decimal import Decimal

from tongban.kernel.words import Words
from tongban.rules.public import FactKind, FactType

K = FactKind
FACTS = {
    fact.code: fact
    for fact in (
        FactType("floor_area", K.NUMBER, Words("使用面积", "floor area"), Words("平方米", "m²")),
        FactType("seats", K.INTEGER, Words("座位数", "number of seats")),
        FactType("capital", K.MONEY, Words("注册资本", "capital")),
        FactType("camera", K.BOOLEAN, Words("安装摄像头", "open kitchen camera")),
        FactType("sign", K.BOOLEAN, Words("设置招牌", "outdoor sign")),
        FactType("born_on", K.DATE, Words("出生日期", "date of birth")),
        FactType(
            "use",
            K.CHOICE,
            Words("房屋用途", "use"),
            None,
            {"shop": Words("商业", "shop"), "home": Words("住宅", "home")},
        ),
        FactType(
            "foods",
            K.CHOICES,
            Words("经营项目", "foods"),
            None,
            {"hot": Words("热食", "hot"), "raw": Words("生食", "raw")},
        ),
        FactType("name", K.TEXT, Words("名称", "name")),
        FactType("storeys", K.INTEGER, Words("层数", "storeys")),
    )
}
AREA = Decimal("118.6")
