"""How a figure is drawn."""

from typing import Literal

Mode = Literal["color", "vertex", "shaded", "normals", "wireframe", "lines", "xray"]
MODES: tuple[Mode, ...] = ("color", "vertex", "shaded", "normals", "wireframe", "lines", "xray")

# What the shader in studio.py does after lighting: 0 nothing else, 1 the normal as a colour, 2 paper, 3 only the rims.
SHADER_MODE: dict[Mode, int] = {"normals": 1, "lines": 2, "xray": 3}
COLORED: tuple[Mode, ...] = ("color", "vertex")
EDGED: tuple[Mode, ...] = ("wireframe", "lines")
