"""The inner door of the room for policy officers (政策演算器): scenarios, what they come to, kept, compared, made a revision."""

from tongban.policies.scenarios.costing import (
    costed,
    costs_today,
    ground_of,
    ground_over,
    parameters_of,
    simulate,
)
from tongban.policies.scenarios.proposing import propose, rewritten_of
from tongban.policies.scenarios.saved import (
    Actual,
    Kept,
    expected,
    get_scenario,
    get_scenarios,
    judged_later,
    policies_seen_by,
    policy_seen_by,
    save_scenario,
    scenarios_of,
    writes_policies,
)
from tongban.policies.scenarios.types import (
    Cost,
    Costing,
    Division,
    GroupSlice,
    Missing,
    Moved,
    NotSimulated,
    Scenario,
    Unpriceable,
    Year,
)
from tongban.policies.scenarios.writing import bands_in, frozen, plainly, read, value_in, written

__all__ = [
    "Actual", "Cost", "Costing", "Division", "GroupSlice", "Kept", "Missing", "Moved", "NotSimulated", "Scenario", "Unpriceable",
    "Year", "bands_in", "costed", "costs_today", "expected", "frozen", "get_scenario", "get_scenarios", "ground_of", "ground_over",
    "judged_later", "parameters_of", "plainly", "policies_seen_by", "policy_seen_by", "propose", "read", "rewritten_of",
    "save_scenario", "scenarios_of", "simulate", "value_in", "writes_policies", "written",
]  # fmt: skip
