"""Changing colours: the tools by id, see ``app.mesh.tools``."""

from app.mesh.coloring import (
    adjust,
    bake_texture,
    fill_color,
    hue_shift,
    into_gamut,
    recolor_from_photo,
    replace_color,
    texture_size,
    vertex_colors,
)
from app.mesh.tool import Tool

ALL: dict[str, Tool] = {
    module.TOOL.id: module.TOOL
    for module in (
        adjust, hue_shift, replace_color, fill_color, recolor_from_photo, into_gamut, vertex_colors, bake_texture,
        texture_size,
    )
}  # fmt: skip
