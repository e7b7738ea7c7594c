"""Takes the pictures of README and manual from the real window: `dev.py shots [day|manual] [NAME…]`.

Needs a display (under Linux, Xvfb). Opens the workstation on a folder of its own with the sample figurine and the sample
workshop, in both languages and themes, and writes resources/screens (the day at the workshop, of which README shows some) and
resources/manual/pictures. Names take only those scenes or topics.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KINDS = ("day", "manual")
LANGUAGES = ("en", "zh_CN")


def main(words: list[str]) -> int:
    if words[1:] and words[1] in LANGUAGES:  # one language, in a process of its own
        return _one(words[0], words[1], words[2:])
    if words and words[0] not in KINDS:
        print(f"Say what is wanted: {' or '.join(KINDS)}; both without a word.")
        return 2
    for kind in words[:1] or KINDS:
        # The made-up orders are filled in in one language, and a process has one application: each has its own.
        for language in LANGUAGES:
            done = subprocess.run([sys.executable, __file__, kind, language, *words[1:]], check=False)
            if done.returncode:
                return done.returncode
    return 0


def _one(kind: str, language: str, names: list[str]) -> int:
    with _home():
        from screens import day, manual  # noqa: PLC0415 - after the folder and the path are set

        take = day.take if kind == "day" else manual.take
        take(Path(os.environ["STATUETTE_HOME"]), language, names)
    return 0


def _home() -> tempfile.TemporaryDirectory[str]:
    sys.path.insert(0, str(ROOT))
    folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    os.environ["STATUETTE_HOME"] = folder.name
    return folder


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
