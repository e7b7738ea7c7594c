"""Preparing a figure for print: the tools by id, see ``app.mesh.tools``."""

from app.mesh.preparing import (
    base,
    boolean,
    drains,
    drop_to_plate,
    face_to_plate,
    hollow,
    keyring,
    lettering,
    magnet,
    mirror,
    orient,
    qr,
    scale,
    split,
    struts,
    thicken,
    turn,
    white,
)
from app.mesh.tool import Tool

ALL: dict[str, Tool] = {
    tool.id: tool
    for tool in (
        scale.TOOL,
        drop_to_plate.TOOL,
        turn.TOOL,
        face_to_plate.TOOL,
        mirror.TOOL,
        orient.TOOL,
        hollow.TOOL,
        drains.TOOL,
        thicken.TOOL,
        struts.TOOL,
        base.TOOL,
        lettering.TOOL,
        qr.TOOL,
        split.TOOL,
        keyring.TOOL,
        magnet.TOOL,
        boolean.TOOL,
        white.TOOL,
    )
}
