"""All tools by id. A new tool is a form in ``app.mesh.forms``, a file in its room and a line in that room's table."""

from app.mesh import coloring, fixing, preparing, shaping
from app.mesh.tool import Tool

TOOLS: dict[str, Tool] = {**preparing.ALL, **fixing.ALL, **shaping.ALL, **coloring.ALL}
