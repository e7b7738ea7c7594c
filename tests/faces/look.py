"""Looks at every face of the program and prints what is wrong with it: `python -m tests.faces.look [--pictures FOLDER] …`.

Each scale of the screen (100, 150, 200 %) is a process of its own, because Qt reads it when it starts; so is each size of text,
and each language: the last faces are of a database that is gone, and leave the window covered. Needs a display (under Linux,
Xvfb with a large screen). The last line is one JSON object.
"""

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
ROOM, NAMES, KEYS = "room", "names", "keys"
LANGUAGES = ("zh_CN", "en")
PATIENCE_S = 3600
STACK = 6000  # letters of it


def look(
    language: str,
    *,
    themes: Sequence[str] = ("dark", "light"),
    scale: float = 1.0,
    text: int = 100,
    judges: Sequence[str] = (ROOM, NAMES, KEYS),
    only: Sequence[str] = (),
    pictures: Path | None = None,
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Findings, and what was looked at: ``{"faces": n, "seen": [names of classes]}``. Raises RuntimeError.

    ``scale``: pixels of the screen to one of ours; ``text``: size of words in percent; ``only``: how names of faces begin.
    """
    if pictures is not None:
        pictures.mkdir(parents=True, exist_ok=True)
    wishes = {
        "language": language, "themes": list(themes), "scale": text, "judges": list(judges), "only": list(only),
        "pictures": "" if pictures is None else str(pictures),
    }  # fmt: skip
    done = _child(wishes, scale)
    if done.returncode < 0:  # a crash, see packaging/devtools/parts.py
        print(f"the process of the faces crashed ({done.returncode}) and is run once more:\n{_where(done.stderr)}")  # noqa: T201
        done = _child(wishes, scale)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not lines or "faces" not in lines[-1]:
        raise RuntimeError(
            f"the faces were not seen to the end (exit status {done.returncode}):\n{done.stderr[-3000:]}"
        )
    return [{**line, "pixels": scale} for line in lines[:-1]], lines[-1]


def _where(stderr: str) -> str:
    """Where it crashed: what was said of the threads, without the libraries that were there."""
    at = stderr.rfind("Fatal Python error")
    return stderr[max(at, 0) :].partition("Extension modules:")[0][:STACK]


def _child(wishes: dict[str, Any], scale: float) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.faces.child", json.dumps(wishes)],
        cwd=ROOT,
        env={**os.environ, "QT_SCALE_FACTOR": str(scale), "PYTHONPATH": str(ROOT), "PYTHONFAULTHANDLER": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE_S,
        check=False,
    )


def accessibility_findings() -> int:
    """The figure of the benchmark ``package``: controls without name, role or tooltip, or out of reach of the keyboard."""
    return sum(len(look(one, themes=("dark",), judges=(NAMES, KEYS))[0]) for one in LANGUAGES)


def main() -> int:
    """Look at everything; the exit status is 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=Path, help="keep a picture of every face here")
    parser.add_argument("--only", nargs="*", default=[], help="faces whose names begin so")
    parser.add_argument("--scales", nargs="*", type=float, default=[1.0, 1.5, 2.0])
    parser.add_argument("--texts", nargs="*", type=int, default=[100, 150])
    options = parser.parse_args()
    findings: list[dict[str, Any]] = []
    faces = 0
    ways = [(scale, 100) for scale in options.scales] + [(1.0, text) for text in options.texts if text != 100]
    for (scale, text), language in product(ways, LANGUAGES):
        folder = None if options.pictures is None else options.pictures / f"{round(100 * scale)}-{text}"
        judges = (ROOM, NAMES, KEYS) if (scale, text) == (1.0, 100) else (ROOM,)
        found, seen = look(language, scale=scale, text=text, judges=judges, only=options.only, pictures=folder)
        findings += found
        faces += seen["faces"]
    for line in findings:
        where = f"{line['face']:<28} {line['language']:<6} {line['theme']:<6} {round(100 * line['pixels'])} % {line['scale']} %"
        print(f"{where}  {line['kind']:<16} {line['words']}")  # noqa: T201
    counts = Counter(line["kind"] for line in findings)
    print(json.dumps({"faces": faces, "findings": len(findings), "by_kind": dict(counts)}))  # noqa: T201
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
