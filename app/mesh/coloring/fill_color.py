"""Give faces one colour."""

from app.mesh.coloring.tinting import tool_for
from app.mesh.forms.color import FILL_COLOR
from app.mesh.tints.fill_color import neutral

TOOL = tool_for(FILL_COLOR, neutral, needs_color=False)
