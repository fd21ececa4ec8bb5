"""Common surnames and given characters, Shanghai's districts, words for sample companies: the raw material of synthetic names."""

SURNAMES = tuple("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任")
GIVEN_OF_WOMEN = tuple("芳娜敏静丽艳娟霞秀燕玲桂英华慧巧美雅琴云莲真环雪爱妹香月莺媛瑞凡佳嘉琼勤珍")
GIVEN_OF_MEN = tuple("伟强磊洋勇军杰涛明超刚平辉鹏飞鑫波斌宇浩凯健俊帆帅旭宁龙林欢阳建国志文博")

# GB/T 2260 codes of the sixteen districts of Shanghai.
DISTRICTS = {
    "310101": "黄浦区",
    "310104": "徐汇区",
    "310105": "长宁区",
    "310106": "静安区",
    "310107": "普陀区",
    "310109": "虹口区",
    "310110": "杨浦区",
    "310112": "闵行区",
    "310113": "宝山区",
    "310114": "嘉定区",
    "310115": "浦东新区",
    "310116": "金山区",
    "310117": "松江区",
    "310118": "青浦区",
    "310120": "奉贤区",
    "310151": "崇明区",
}

COMPANY_WORDS = (
    "云杉",
    "青禾",
    "望江",
    "白鹭",
    "晨曦",
    "海棠",
    "北斗",
    "松涛",
    "荷风",
    "远帆",
    "星河",
    "竹里",
    "朝露",
    "锦程",
)
COMPANY_TRADES = ("商贸", "餐饮管理", "信息科技", "文化传播", "建筑装饰", "物流", "食品", "健康咨询", "园艺", "纺织品")

# 1690 is, as far as we know (certainty: medium), given to no operator; the numbers look right to a form and ring nowhere.
PHONE_PREFIX = "1690"
