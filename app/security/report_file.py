"""Reports of what went wrong: one .zip each under the logs, to be looked at and sent by hand. Nothing sends them."""

import hashlib
import io
import time
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from app.safe_write import write_chunks
from app.security.anonymous import anonymous, plain_facts_hidden

FOLDER, MOST = "reports", 20
OUR_WORDS = frozenset({"this pc.txt", "what was open.txt"})
"""Files that hold our own sentences: their words are no names of people."""
README = """This is a report of Statuette about something that went wrong. It was made on this PC and was sent to nobody.
It holds only text files. Names, telephone numbers, addresses, numbers of orders and names of files were taken out as far
as a program can tell; look at each file before you give the report away.

这是手办工坊的问题报告,只保存在这台电脑上,没有发给任何人。
里面只有文本文件。姓名、电话、地址、订单号和文件名已尽量去除;交给别人之前,请先逐个看一遍。
"""


def keep_report(logs: Path, parts: Mapping[str, str], names: Iterable[str] = (), *, most: int = MOST) -> Path:
    """Write a report; the oldest of more than ``most`` go. Gives the file.

    parts  text by the name of its file in the report ("what happened.txt")
    names  what is known to be personal, see ``anonymous``
    Raises OSError.
    """
    folder = logs / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    content = packed(parts, names)
    stamp = time.strftime("%Y%m%d-%H%M%S")
    path = folder / f"report-{stamp}-{hashlib.sha256(content).hexdigest()[:6]}.zip"
    write_chunks(path, [content])
    for old in reports(logs)[most:]:
        old.unlink(missing_ok=True)
    return path


def packed(parts: Mapping[str, str], names: Iterable[str] = ()) -> bytes:
    """The report itself, every part of it scrubbed."""
    names = tuple(names)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("read me.txt", README)
        for name, words in parts.items():
            hide = plain_facts_hidden if name in OUR_WORDS else anonymous
            archive.writestr(name, hide(words, names))
    return buffer.getvalue()


def reports(logs: Path) -> list[Path]:
    """The reports that are kept, the newest first."""
    return sorted(
        (logs / FOLDER).glob("report-*.zip"), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True
    )
