"""Put one colour in the place of another."""

from app.mesh.coloring.tinting import tool_for
from app.mesh.forms.color import REPLACE_COLOR
from app.mesh.tints.replace_color import neutral

TOOL = tool_for(REPLACE_COLOR, neutral)
