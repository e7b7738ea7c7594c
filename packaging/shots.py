"""Takes the pictures of README and manual from the real window: `dev.py shots [readme|manual] [NAME…]`.

Needs a display (under Linux, Xvfb). Opens the workstation on a folder of its own with the sample figurine and the sample
workshop, in both languages and themes, and writes resources/screens and resources/manual/pictures. Names take only those
pictures of the manual.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KINDS = ("readme", "manual")


def main(words: list[str]) -> int:
    if words and words[0] in {"en", "zh_CN"}:  # one language of the manual, in a process of its own
        return _one(words[0], words[1:])
    if words and words[0] not in KINDS:
        print(f"Say what is wanted: {' or '.join(KINDS)}; both without a word.")
        return 2
    kinds = words[:1] or list(KINDS)
    if "readme" in kinds and not words[1:]:
        with _home():
            from screens.readme import take  # noqa: PLC0415 - after the folder and the path are set

            take(Path(os.environ["STATUETTE_HOME"]))
    if "manual" in kinds:
        # The made-up orders are filled in in one language, and a process has one application: each has its own.
        for language in ("en", "zh_CN"):
            done = subprocess.run([sys.executable, __file__, language, *words[1:]], check=False)
            if done.returncode:
                return done.returncode
    return 0


def _one(language: str, names: list[str]) -> int:
    with _home():
        from screens.manual import take  # noqa: PLC0415 - after the folder and the path are set

        take(Path(os.environ["STATUETTE_HOME"]), language, names)
    return 0


def _home() -> tempfile.TemporaryDirectory[str]:
    sys.path.insert(0, str(ROOT))
    folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    os.environ["STATUETTE_HOME"] = folder.name
    return folder


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
