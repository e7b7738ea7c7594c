"""Turn hues."""

from app.mesh.coloring.tinting import tool_for
from app.mesh.forms.color import HUE_SHIFT
from app.mesh.tints.hue_shift import neutral

TOOL = tool_for(HUE_SHIFT, neutral)
