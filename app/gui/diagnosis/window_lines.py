"""The lines of the diagnosis that only a window knows: graphics, displays, fonts on the screen."""

from PySide6.QtGui import QFontDatabase, QGuiApplication

from app.commands.diagnosis.computer import font_files
from app.commands.diagnosis.line import Probe, Seen
from app.gui.graphics.check import Graphics
from app.gui.graphics.lines import graphics_seen
from app.i18n import plural, text


def window_probes(graphics: Graphics, drawn: str) -> tuple[Probe, ...]:
    """Call it on the main thread: what Qt knows is asked now.

    drawn  what the viewport draws with, once it does ("OpenGL 4.5 · llvmpipe")
    """
    screens, letters = displays(), fonts()
    return (
        Probe("graphics", text("Graphics"), lambda: graphics_seen(graphics, drawn)),
        Probe("displays", text("Displays"), lambda: screens),
        Probe("fonts", text("Fonts"), lambda: letters),
    )


def displays() -> Seen:
    """Size and scale of each display."""
    found = []
    for screen in QGuiApplication.screens():
        size, scale = screen.size(), screen.devicePixelRatio()
        found.append((round(size.width() * scale), round(size.height() * scale), scale))
    words = ", ".join(f"{width} × {height} · {scale:.0%}" for width, height, scale in found)
    facts: dict[str, object] = {"displays": [{"width": w, "height": h, "scale": s} for w, h, s in found]}
    widest = max((w / s for w, _h, s in found), default=0)
    if widest < 1280:
        return Seen(
            "warn",
            words or text("no display"),
            text("The window wants at least 1280 × 720: choose a smaller scale."),
            facts,
        )
    return Seen("ok", words, None, facts)


def fonts() -> Seen:
    """Whether Chinese can be shown, and whether the fonts for paper are there."""
    families = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    files = font_files()
    facts: dict[str, object] = {"chinese_families": len(families), "files": files}
    words = plural(
        "{n} font with Chinese; {files} fonts for paper",
        "{n} fonts with Chinese; {files} fonts for paper",
        len(families),
        files=files,
    )
    if not families:
        return Seen("bad", words, text("Install a font with Chinese letters (Debian: fonts-noto-cjk)."), facts)
    return Seen("ok", words, None, facts) if files else Seen("bad", words, text("Install the program again."), facts)
