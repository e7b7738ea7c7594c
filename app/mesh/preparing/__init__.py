"""Preparing a figure for print: the tools by id, see ``app.mesh.tools``."""

from app.mesh.preparing import base, boolean, keyring, lettering, magnet, qr, split, white
from app.mesh.tool import Tool

ALL: dict[str, Tool] = {
    tool.id: tool
    for tool in (
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
