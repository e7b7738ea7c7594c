import os
import zipfile
from pathlib import Path

from app.security.report_file import keep_report, reports
from tests.unit.security.parts import read_parts


def test_a_report_holds_text_without_persons(tmp_path: Path) -> None:
    path = keep_report(
        tmp_path,
        {"what happened.txt": "ValueError: Anna Li, 13800000021, a@b.cn", "log.txt": "came from MG-20261125-0172"},
    )
    parts = read_parts(path)
    assert set(parts) == {"read me.txt", "what happened.txt", "log.txt"}
    words = "".join(parts.values())
    for told in ("Anna", "13800000021", "a@b.cn", "MG-"):
        assert told not in words
    assert "ValueError" in words
    assert zipfile.ZipFile(path).testzip() is None


def test_the_last_twenty_stay(tmp_path: Path) -> None:
    for number in range(25):
        path = keep_report(tmp_path, {"what happened.txt": f"bug {number}"})
        os.utime(path, (number, number))
    kept = reports(tmp_path)
    assert len(kept) == 20
    assert "bug 24" in read_parts(kept[0])["what happened.txt"]
    assert not list(kept[0].parent.glob("*.new"))
