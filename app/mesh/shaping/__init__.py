"""The shaping tools by id, see ``app.mesh.tools``."""

from app.mesh.shaping import reduce, remesh, smooth, subdivide
from app.mesh.tool import Tool

ALL: dict[str, Tool] = {module.TOOL.id: module.TOOL for module in (reduce, remesh, smooth, subdivide)}
