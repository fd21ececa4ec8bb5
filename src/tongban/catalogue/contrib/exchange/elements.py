"""The national element tables of the implementation list (实施清单要素), as CSV files or one workbook.

Columns follow the exchange tables behind GB/T 39554.2-2020 as far as the catalogue knows them; what it does not know stays
empty and is never filled in. The last column of each table says how sure the row is.
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from xlsxwriter import Workbook

from tongban.catalogue.procedures import Purpose
from tongban.catalogue.statements import Limit
from tongban.catalogue.types import Edition, Item, Way
from tongban.kernel.clock import DayUnit

KINDS = {
    "01": "行政许可", "05": "行政给付", "07": "行政确认", "08": "行政奖励", "09": "行政裁决",
    "10": "其他行政权力", "20": "公共服务",
}  # fmt: skip
UNITS = {
    DayUnit.WORKING_DAYS: "工作日", DayUnit.NATURAL_DAYS: "自然日", DayUnit.HOURS: "小时", DayUnit.ON_THE_SPOT: "当场",
    DayUnit.NONE: "",
}  # fmt: skip
PURPOSES = {Purpose.NEW: "新办", Purpose.RENEW: "延续", Purpose.CHANGE: "变更", Purpose.CANCEL: "注销"}
LEVELS = {
    "1": "国家级", "2": "省级", "3": "市级", "4": "县级", "5": "镇（乡、街道）级", "6": "村（社区）级", "7": "分级管理",
}  # fmt: skip
Columns = Mapping[str, Callable[[Item, Edition], object]]

BASICS: Columns = {
    "事项名称": lambda i, e: i.legal_name.zh,
    "事项通俗名称": lambda i, e: i.name.zh,
    "基本编码": lambda i, e: i.implementation_code[19:],
    "实施编码": lambda i, e: i.implementation_code,
    "业务办理项编码": lambda i, e: i.handling_code,
    "事项类型": lambda i, e: i.kind,
    "事项类型名称": lambda i, e: KINDS.get(i.kind, ""),
    "设定依据": lambda i, e: "；".join(each.title.zh for each in i.basis),
    "行使层级": lambda i, e: LEVELS.get(i.implementation_code[18], ""),
    "实施主体": lambda i, e: e.organs[i.organ].name.zh,
    "实施主体编码": lambda i, e: e.organs[i.organ].credit_code,
    "服务对象": lambda i, e: i.audience.zh,
    "办件类型": lambda i, e: "即办件" if i.promised.unit is DayUnit.ON_THE_SPOT else "承诺件",
    "法定办结时限": lambda i, e: _length(i.statutory),
    "法定办结时限单位": lambda i, e: UNITS[i.statutory.unit],
    "法定办结时限说明": lambda i, e: i.statutory.note.zh if i.statutory.note else "",
    "承诺办结时限": lambda i, e: _length(i.promised),
    "承诺办结时限单位": lambda i, e: UNITS[i.promised.unit],
    "承诺办结时限说明": lambda i, e: i.promised.note.zh if i.promised.note else "",
    "受理条件": lambda i, e: "；".join(each.sentence.zh for each in i.conditions),
    "特别程序": lambda i, e: "现场核查" if i.procedure.site_visit else "",
    "是否收费": lambda i, e: "" if i.fee.yuan == "" else "是" if float(i.fee.yuan) else "否",
    "收费依据": lambda i, e: i.fee.basis.zh if i.fee.basis else "",
    "办理地点": lambda i, e: i.elsewhere.place.zh if i.elsewhere and i.elsewhere.place else "",
    "办理时间": lambda i, e: i.elsewhere.hours.zh if i.elsewhere and i.elsewhere.hours else "",
    "咨询方式": lambda i, e: i.elsewhere.phones if i.elsewhere else e.organs[i.organ].phone,
    "监督投诉方式": lambda i, e: i.elsewhere.complaints if i.elsewhere else "",
    "到办事现场次数": lambda i, e: i.visits,
    "计算机端在线办理跳转地址": lambda i, e: i.elsewhere.address if i.elsewhere else "",
    "业务办理类型": lambda i, e: PURPOSES[i.purpose],
    "事项版本": lambda i, e: i.version,
    "计划生效日期": lambda i, e: e.effective_on.isoformat(),
    "审批结果名称": lambda i, e: i.result.name.zh,
    "证照类型代码": lambda i, e: i.result.licence_type,
    "联办机构": lambda i, e: "；".join(e.organs[seat.organ].name.zh for seat in i.procedure.joins),
    "主题分类": lambda i, e: "；".join(e.themes[each].title.zh for each in i.themes if each in e.themes),
    "把握程度": lambda i, e: i.certainty.value,
}  # fmt: skip
CHANNELS = {
    Way.LICENCE: ("20", "政府部门核发"),
    Way.REGISTER: ("20", "政府部门核发"),
    Way.FORM: ("10", "申请人自备"),
    Way.UPLOAD: ("10", "申请人自备"),
}
NEEDS = {Way.LICENCE: "电子证照免交", Way.REGISTER: "数据共享免交", Way.FORM: "系统生成", Way.UPLOAD: "申请人上传"}


CODES = ("实施编码", "业务办理项编码")
MATERIALS = (
    "序号", "材料名称", "材料必要性", "来源渠道", "来源渠道名称", "提交方式",
    "填报须知", "受理标准", "要求提供材料的依据", "把握程度",
)  # fmt: skip


def tables(edition: Edition) -> dict[str, list[list[object]]]:
    """Each table by its name, its heading as the first row."""
    items, organs = list(edition.items.values()), edition.organs.values()
    return {
        "基本信息": [list(BASICS), *([take(item, edition) for take in BASICS.values()] for item in items)],
        "材料目录": [[*CODES, *MATERIALS], *(row for item in items for row in _materials(item))],
        "收费项目": [
            [*CODES, "收费标准（元）", "收费依据", "把握程度"],
            *(row for item in items for row in _fees(item)),
        ],
        "常见问题": [[*CODES, "序号", "问题", "答案"], *(row for item in items for row in _questions(item))],
        "实施主体": [
            ["统一社会信用代码", "名称", "简称", "咨询电话", "把握程度"],
            *(list[object]((o.credit_code, o.name.zh, o.short.zh, o.phone, o.certainty.value)) for o in organs),
        ],
    }


def export_elements(edition: Edition, to: Path) -> dict[str, int]:
    """Write the tables into a workbook (.xlsx) or, for any other name, a folder of CSV files. Gives the rows of each table."""
    found = tables(edition)
    to.parent.mkdir(parents=True, exist_ok=True)
    if to.suffix.lower() == ".xlsx":
        _workbook(found, to)
    else:
        to.mkdir(exist_ok=True)
        for name, rows in found.items():
            with (to / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows(rows)
    return {name: len(rows) - 1 for name, rows in found.items()}


def _workbook(found: Mapping[str, list[list[object]]], to: Path) -> None:
    with Workbook(to, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}) as book:
        for name, rows in found.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
            sheet.freeze_panes(1, 0)


def _codes(item: Item) -> list[object]:
    return [item.implementation_code, item.handling_code]


def _length(limit: Limit) -> object:
    return "" if limit.unit is DayUnit.NONE else limit.days


def _materials(item: Item) -> Iterable[list[object]]:
    for at, material in enumerate(item.materials, start=1):
        standards = [point.label.zh for point in item.review_points if material.code in point.materials]
        need = "非必要" if material.needed_when else "容缺后补" if material.may_follow else "必要"
        yield [
            *_codes(item), at, material.name.zh, need, *CHANNELS[material.way], NEEDS[material.way],
            material.note.zh if material.note else "", "；".join(standards),
            material.basis.zh if material.basis else "", material.certainty.value,
        ]  # fmt: skip


def _fees(item: Item) -> Iterable[list[object]]:
    if item.fee.yuan not in ("0", ""):
        yield [*_codes(item), item.fee.yuan, item.fee.basis.zh if item.fee.basis else "", item.fee.certainty.value]


def _questions(item: Item) -> Iterable[list[object]]:
    for at, each in enumerate(item.common_questions, start=1):
        yield [*_codes(item), at, each.question.zh, each.answer.zh]
