"""Exposure, white balance, tone and saturation."""

from app.mesh.coloring.tinting import tool_for
from app.mesh.forms.color import ADJUST
from app.mesh.tints.adjust import neutral

TOOL = tool_for(ADJUST, neutral)
