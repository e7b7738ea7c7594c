"""What is said about the graphics of this PC."""

from app.commands.diagnosis.line import Seen
from app.gui.graphics.check import Graphics, Why
from app.i18n import Text, text

SOFTWARE = ("llvmpipe", "softpipe", "swiftshader", "microsoft basic", "gdi generic", "warp")
WHY: dict[Why, Text] = {
    "": text("It works."),
    "missing": text("The graphics card of this PC offers no OpenGL."),
    "old": text("The OpenGL of this PC is older than 3.2."),
    "crashed": text("The graphics driver of this PC crashed when it was tried."),
    "slow": text("The graphics driver of this PC did not answer."),
    "wished": text("Safe mode does without the graphics card."),
}
DRIVER = text("Install the newest driver of the graphics card; then let the graphics be tried again on this page.")


def graphics_seen(graphics: Graphics, drawn: str = "") -> Seen:
    """The line of the diagnosis. ``drawn``: what the viewport draws with; "" before it draws."""
    facts: dict[str, object] = {
        "state": graphics.state, "why": graphics.why, "vendor": graphics.vendor, "renderer": graphics.renderer,
        "version": graphics.version, "drawn": drawn, "software": _software(f"{drawn} {graphics.renderer}"),
    }  # fmt: skip
    name = drawn or f"OpenGL {graphics.version.split(' ')[0]} · {graphics.renderer.split(' (')[0]}".strip(" ·")
    if graphics.state == "none":
        return Seen("bad", text("{why} Models cannot be drawn.", why=WHY[graphics.why or "missing"]), DRIVER, facts)
    if graphics.state == "software":
        advice = None if graphics.why == "wished" else DRIVER
        return Seen(
            "warn", text("{name}. {why} The processor draws instead.", name=name, why=WHY[graphics.why]), advice, facts
        )
    if facts["software"]:
        return Seen(
            "warn", text("{name}: the processor draws, which is slower", name=name),
            text("Install the driver of the graphics card, if this PC has one."), facts,
        )  # fmt: skip
    return Seen("ok", name if graphics.version or drawn else text("Not tried yet"), None, facts)


def no_display() -> Seen:
    """For a terminal without a display."""
    return Seen(
        "none", text("There is no display here, so nothing can be drawn in a window."), None, {"state": "no display"}
    )


def notice(graphics: Graphics) -> Text | None:
    """What the window says by itself when it starts; None where all is as it should be."""
    if graphics.read:
        return None
    if graphics.state == "software" and graphics.why != "wished":
        return text(
            "{why} The processor draws the models now: all works, but large models turn more slowly.",
            why=WHY[graphics.why],
        )
    if graphics.state == "none":
        return text(
            "{why} Models cannot be drawn on this PC until its graphics driver is renewed; orders, layouts, dispatch and packing "
            "work as always.",
            why=WHY[graphics.why or "missing"],
        )
    return None


def _software(names: str) -> bool:
    return any(name in names.lower() for name in SOFTWARE)
