"""The table of all rules, by id."""

from app.layouts.preflight import (
    box_rules,
    color_rules,
    cut_rules,
    edge_rules,
    file_rules,
    forbidden_rules,
    intent_rules,
    picture_rules,
    plate_rules,
    spot_rules,
    structure,
    type_rules,
    white_rules,
)
from app.layouts.preflight.report import Rule

FAMILIES = (
    file_rules, intent_rules, box_rules, forbidden_rules, color_rules, spot_rules, cut_rules, white_rules,
    picture_rules, type_rules, edge_rules, plate_rules, structure,
)  # fmt: skip
RULES: dict[str, Rule] = {rule.id: rule for family in FAMILIES for rule in family.RULES}
"""Whatever a report can say."""
