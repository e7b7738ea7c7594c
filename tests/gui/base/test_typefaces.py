"""Chinese on a machine without a Chinese font, as a fresh Debian is: the window shows ours, and no boxes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ASK = """
import json, sys
from PySide6.QtGui import QFont, QFontDatabase, QImage, QPainter, QRawFont
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit
application = QApplication(sys.argv[:1])
from app.gui.base import typefaces
if "without" not in sys.argv:
    from app.gui.base.look import Look
    Look(application).choose("dark")
label, field = QLabel("订单账本"), QPlainTextEdit("订单账本")
shown = {}
for name, widget in (("label", label), ("field", field)):
    widget.ensurePolished()
    from PySide6.QtGui import QTextLayout
    layout = QTextLayout("订单账本样稿", widget.font())
    layout.beginLayout(); layout.createLine(); layout.endLayout()
    glyphs = [(run.rawFont().familyName(), list(run.glyphIndexes())) for run in layout.glyphRuns()]
    shown[name] = [[family, min(indexes)] for family, indexes in glyphs]
chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
print(json.dumps({"shown": shown, "chinese": list(chinese)}))
"""


@pytest.fixture
def poor(tmp_path: Path) -> dict[str, str]:
    """A fontconfig that knows fonts of Latin letters alone: a copy of one that has them, as Debian installs it."""
    found = subprocess.run(
        ["fc-match", "-f", "%{file}", "DejaVu Sans"], check=True, capture_output=True, text=True
    ).stdout
    latin = Path(found)
    if "cjk" in latin.name.lower():
        pytest.skip("this machine has no font without Chinese")
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    (fonts / latin.name).write_bytes(latin.read_bytes())
    config = tmp_path / "fonts.conf"
    config.write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{fonts}</dir>'
        f"<cachedir>{tmp_path / 'cache'}</cachedir></fontconfig>",
        "utf-8",
    )
    return {**os.environ, "FONTCONFIG_FILE": str(config), "PYTHONPATH": str(ROOT)}


def ask(environment: dict[str, str], *more: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", ASK, *more], check=True, capture_output=True, text=True, env=environment, timeout=300
    )
    answer: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return answer


@pytest.mark.skipif(sys.platform != "linux", reason="fontconfig")
def test_the_window_shows_chinese_without_a_chinese_font(poor: dict[str, str]) -> None:
    bare = ask(poor, "without")
    assert bare["chinese"] == []
    assert 0 in [lowest for _family, lowest in bare["shown"]["label"]]  # type: ignore[index]  # glyph 0: a box
    ours = ask(poor)
    for name in ("label", "field"):
        assert ours["shown"][name] != []  # type: ignore[index]
        for family, lowest in ours["shown"][name]:  # type: ignore[index]
            assert (family, lowest > 0) == ("Statuette Sans SC", True)
