"""Exports of service guides as cities have them: made here, in the columns and with the faults that real ones have."""

import json
from pathlib import Path
from typing import Any

from tongban.catalogue.tests.conftest import SHANGHAI
from tongban.kernel.identifiers import credit_code

MAPPING = SHANGHAI / "mappings" / "provincial-open-data.yaml"
CREDIT = credit_code("11", "310000", "MB2DEM90")


def a_row(number: int = 1, **changed: Any) -> dict[str, Any]:
    """One row in the columns of the shipped mapping."""
    return {
        "TASK_CODE": f"{CREDIT}2{number:012d}", "TASK_NAME": f"样例事项第 {number} 类", "matter_name": "", "TASK_TYPE": "01",
        "DEPT_NAME": "样例市样例局", "service_object_name": ["自然人"], "accept_standard": "符合样例条件的可以申请",
        "material_intro": ["样例申请表", "居民身份证"], "handle_time": "20(工作日)", "handle_time_limit": "5(工作日)",
        "LIMIT_SCENE_NUM": "1", "visit_number": "1", "URL": "https://example.com/apply", "online_book_addr": "无",
        "handle_location": "办理地点：样例路 1 号", "consult_phone": "12345", "complain_phone": "无", "bear_paltform": "样例系统",
        "matter_daily": "样例俗称", "matter_short": "无", "theme_category": ["职业资格"],
    } | changed  # fmt: skip


def written(rows: list[Any], path: Path) -> Path:
    """The rows as JSON Lines."""
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path
