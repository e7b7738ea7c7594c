"""The window's typefaces: those of the system in the order that we like, and our own for machines without Chinese."""

from PySide6.QtGui import QFontDatabase

from app.settings.shipped import FONTS, font_file

OWN = "Statuette Sans SC"

# CJK families for each system after the Latin one, so that Chinese never falls back to a bitmap or serif face; ours before
# the last resorts, which have no Chinese: a fresh Debian has nothing else.
FAMILIES = (
    "Inter", "Segoe UI", "Noto Sans", "Microsoft YaHei UI", "Noto Sans CJK SC", "Source Han Sans SC",
    "PingFang SC", "WenQuanYi Micro Hei", OWN, "DejaVu Sans",
)  # fmt: skip
CHINESE = FAMILIES[3:8]
FIXED = ("Consolas", "DejaVu Sans Mono", "monospace", OWN)


def load_own() -> bool:
    """Make our typeface known where the system has none of the Chinese ones that we like; gives whether it was needed.

    It is 7 MB to read, a fiftieth of a second: a system that has its own is not asked to pay for it.
    """
    there = set(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))
    if OWN in there or there & set(CHINESE):
        return False
    for weight in FONTS:
        QFontDatabase.addApplicationFont(str(font_file(weight)))
    return True
