"""What the parts of a definition are called when people read or write them: one label for forms, differences and histories."""

from collections.abc import Mapping
from enum import StrEnum

from tongban.catalogue.procedures import JoinKind, Purpose, Silence, Step
from tongban.catalogue.statements import Axis, Certainty
from tongban.catalogue.types import BundleKind, Way
from tongban.kernel.clock import DayUnit
from tongban.kernel.words import Words
from tongban.rules.public import FactKind

NOUNS: Mapping[str, Words] = {
    "item": Words("事项", "item"),
    "bundle": Words("一件事", "bundle"),
    "fact": Words("数据项", "fact"),
    "law": Words("法律法规", "law"),
    "theme": Words("服务主题", "theme"),
    "section": Words("表单分区", "section"),
    "source": Words("数源", "source"),
    "organ": Words("行政机关", "organ"),
    "place": Words("城市", "place"),
    "policy": Words("政策", "policy"),
    "calendar": Words("法定工作日", "calendar"),
    "cases": Words("测试用例", "test cases"),
}

LABELS: Mapping[str, Words] = {
    "code": Words("代码", "Code"),
    "name": Words("名称", "Name"),
    "legal_name": Words("法定名称", "Legal name"),
    "kind": Words("类型", "Kind"),
    "organ": Words("实施机关", "Organ"),
    "implementation_code": Words("实施编码", "Implementation code"),
    "audience": Words("谁能办", "Who may apply"),
    "summary": Words("一句话说明", "Summary"),
    "basis": Words("依据", "Basis"),
    "conditions": Words("受理条件", "Condition"),
    "facts": Words("要填的数据项", "Fact asked for"),
    "materials": Words("材料", "Material"),
    "statutory": Words("法定时限", "Statutory limit"),
    "promised": Words("承诺时限", "Promised limit"),
    "fee": Words("收费", "Fee"),
    "result": Words("审批结果", "Result"),
    "review_points": Words("审查要点", "Review point"),
    "needs": Words("前置事项", "Item needed first"),
    "aliases": Words("别名", "Other name"),
    "phrasings": Words("百姓问法", "Everyday phrasing"),
    "themes": Words("服务主题", "Theme"),
    "common_questions": Words("常见问题", "Common question"),
    "visits": Words("到现场次数", "Visits"),
    "procedure": Words("办理程序", "Procedure"),
    "commitment": Words("告知承诺", "Commitment"),
    "purpose": Words("业务类别", "Purpose"),
    "acts_on": Words("针对哪个事项的证照", "Acts on the licence of"),
    "certainty": Words("确定程度", "Certainty"),
    "sentence": Words("条件", "Condition"),
    "rule": Words("判断规则", "Rule"),
    "when": Words("适用情形", "When"),
    "fact": Words("数据项", "Fact"),
    "optional": Words("选填", "Optional"),
    "way": Words("取得方式", "Way"),
    "note": Words("说明", "Note"),
    "source": Words("数源", "Source"),
    "proved_by": Words("由哪个事项的结果证明", "Proved by"),
    "needed_when": Words("什么时候要交", "Needed when"),
    "may_follow": Words("容缺后补期限", "May follow within"),
    "days": Words("天数", "Days"),
    "unit": Words("单位", "Unit"),
    "yuan": Words("金额（元）", "Amount (yuan)"),
    "licence_type": Words("证照类型代码", "Licence type"),
    "shows": Words("证照上的数据项", "Facts shown"),
    "valid_years": Words("有效年数", "Valid for years"),
    "label": Words("名称", "Label"),
    "fault": Words("不符合时的说法", "What is wrong"),
    "mend": Words("怎么改", "How to mend it"),
    "title": Words("名称", "Title"),
    "law": Words("法律法规", "Law"),
    "article": Words("条款", "Article"),
    "question": Words("问题", "Question"),
    "answer": Words("回答", "Answer"),
    "steps": Words("部门内步骤", "Step"),
    "joins": Words("会签部门", "Joined organ"),
    "join": Words("会签规则", "Join rule"),
    "quorum": Words("同意的最少部门数", "Quorum"),
    "site_visit": Words("现场核查", "Site visit"),
    "extension_days": Words("可延长天数", "Extension days"),
    "automatic": Words("自动办结", "Automatic decision"),
    "points": Words("审查要点", "Review points"),
    "silence": Words("逾期不答复", "Silence"),
    "checklist": Words("核查清单", "Checklist"),
    "officers": Words("核查人数", "Officers"),
    "text": Words("承诺书全文", "Text"),
    "consequence": Words("不实承诺的后果", "Consequence"),
    "check_days": Words("批后核查天数", "Days of the check"),
    "sampling_percent": Words("抽查比例（%）", "Sampling (%)"),
    "section": Words("表单分区", "Section"),
    "hint": Words("填写提示", "Hint"),
    "options": Words("选项", "Option"),
    "option_hints": Words("选项说明", "Option hint"),
    "register_field": Words("登记库字段", "Register field"),
    "minimum": Words("最小值", "Minimum"),
    "maximum": Words("最大值", "Maximum"),
    "longest": Words("最长字数", "Longest"),
    "pattern": Words("格式", "Pattern"),
    "example": Words("例子", "Example"),
    "sensitive": Words("敏感信息", "Sensitive"),
    "breakdown": Words("分组口径", "Counted in groups by it"),
    "short": Words("简称", "Short name"),
    "credit_code": Words("统一社会信用代码", "Credit code"),
    "phone": Words("电话", "Phone"),
    "register": Words("登记库", "Register"),
    "number": Words("文号", "Document number"),
    "issued_by": Words("发布机关", "Issued by"),
    "effective_on": Words("施行日期", "In force from"),
    "repealed_on": Words("废止日期", "Repealed on"),
    "axis": Words("分类方式", "Axis"),
    "questions": Words("引导问题", "Question"),
    "components": Words("包含的事项", "Item"),
    "declaration": Words("申请人声明", "Declaration"),
    "item": Words("事项", "Item"),
    "reason": Words("为什么要办", "Reason"),
    "chosen_by": Words("由哪个问题选择", "Chosen by"),
    "zh": Words("中文", "Chinese"),
    "en": Words("英文", "English"),
    "about": Words("关于", "About"),
    "cases": Words("用例", "Test case"),
    "says": Words("说明", "Says"),
    "expect": Words("应得结果", "Expected"),
    "on": Words("哪一天", "On"),
    "place": Words("地点", "Place"),
    "handling_code": Words("业务办理项编码", "Code of the handling item"),
    "elsewhere": Words("在别处办理", "Applied for elsewhere"),
    "untranslated": Words("还没有英文", "Not translated yet"),
    "address": Words("网址", "Address"),
    "hours": Words("办理时间", "Hours"),
    "phones": Words("咨询电话", "Telephones"),
    "complaints": Words("投诉电话", "Telephone for complaints"),
    "platform": Words("办理平台", "Platform"),
    "founds": Words("随之成立的组织", "Organisation that comes into being"),
    "form": Words("组织形式", "Form"),
    "representative": Words("法定代表人", "Representative"),
    "special": Words("特别程序最长时间", "Longest time of a special procedure"),
    "amount": Words("应得金额", "Amount"),
    "total": Words("总额", "Total"),
    "formula": Words("计算公式", "Formula"),
    "benefit": Words("扶持内容", "Benefit"),
    "exclusions": Words("不予支持的情形", "Exclusions"),
    "parameters": Words("参数", "Parameters"),
    "region": Words("行政区划代码", "Region code"),
}

ITEM_KINDS: Mapping[str, Words] = {
    "01": Words("行政许可", "administrative licence"),
    "05": Words("行政给付", "benefit"),
    "07": Words("行政确认", "confirmation"),
    "08": Words("行政奖励", "award"),
    "09": Words("行政裁决", "adjudication"),
    "10": Words("其他行政权力", "other power"),
    "20": Words("公共服务", "public service"),
}
"""Kinds of items (事项类型) of GB/T 39046 A.1, those that people apply for."""

AUDIENCES: Mapping[str, Words] = {
    "person": Words("个人", "person"),
    "organisation": Words("企业和组织", "organisation"),
}

MEMBERS: Mapping[StrEnum, Words] = {
    Way.LICENCE: Words("电子证照，免于提交", "electronic licence: not asked for"),
    Way.REGISTER: Words("登记库核验，免于提交", "the State's register: not asked for"),
    Way.FORM: Words("由填写的内容生成", "made from the answers"),
    Way.UPLOAD: Words("申请人上传", "uploaded by the applicant"),
    DayUnit.WORKING_DAYS: Words("个工作日", "working days"),
    DayUnit.NATURAL_DAYS: Words("个自然日", "days"),
    DayUnit.HOURS: Words("小时", "hours"),
    DayUnit.ON_THE_SPOT: Words("当场办结", "on the spot"),
    DayUnit.NONE: Words("没有规定", "no limit"),
    Certainty.SOURCED: Words("有出处", "sourced"),
    Certainty.HIGH: Words("较确定", "high"),
    Certainty.MEDIUM: Words("一般", "medium"),
    Certainty.LOW: Words("不确定", "low"),
    Certainty.SAMPLE: Words("样例", "sample"),
    Step.OFFICER: Words("承办", "officer"),
    Step.REVIEWER: Words("审核", "reviewer"),
    Step.HEAD: Words("审批", "head"),
    JoinKind.ALL: Words("都同意", "all must agree"),
    JoinKind.VETO: Words("一票否决", "one veto ends it"),
    JoinKind.LEAD: Words("牵头部门决定", "the deciding organ decides"),
    JoinKind.QUORUM: Words("达到规定数", "a quorum"),
    Silence.WAITS: Words("继续等", "waits"),
    Silence.AGREES: Words("视为同意", "counts as agreement"),
    Silence.LAPSES: Words("不再等", "goes on without"),
    Purpose.NEW: Words("新办", "new"),
    Purpose.RENEW: Words("延续", "renew"),
    Purpose.CHANGE: Words("变更", "change"),
    Purpose.CANCEL: Words("注销", "cancel"),
    FactKind.TEXT: Words("文字", "text"),
    FactKind.NUMBER: Words("数字", "number"),
    FactKind.INTEGER: Words("整数", "whole number"),
    FactKind.MONEY: Words("金额", "money"),
    FactKind.DATE: Words("日期", "date"),
    FactKind.BOOLEAN: Words("是或否", "yes or no"),
    FactKind.CHOICE: Words("单选", "one choice"),
    FactKind.CHOICES: Words("多选", "several choices"),
    Axis.TOPIC: Words("按主题", "by topic"),
    Axis.STAGE: Words("按阶段", "by stage"),
    BundleKind.LIFE_EVENT: Words("一件事", "life event"),
    BundleKind.INDUSTRY: Words("一业一证", "industry"),
}


def label_of(part: str) -> Words:
    """What a part is called; one that has no label yet by its own name."""
    return LABELS.get(part) or Words(part, part.replace("_", " ").capitalize())


def member_words(member: StrEnum) -> Words:
    """What a member of an enumeration is called."""
    return MEMBERS.get(member) or Words(member.value, member.value.replace("_", " "))


def said_limit(days: int, unit: DayUnit) -> Words:
    """A time limit as people say it."""
    said = member_words(unit)
    if unit in (DayUnit.ON_THE_SPOT, DayUnit.NONE):
        return said
    return Words(f"{days} {said.zh}", f"{days} {said.en if days != 1 else said.en.removesuffix('s')}")
