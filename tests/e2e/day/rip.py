"""A program that prints what is put into its folder, as a RIP does: a process of its own that keeps a record of its own.

    python rip.py FOLDER

Takes a file once it lies there under its own name, writes one line about it, and puts it into "done".
"""

import hashlib
import json
import signal
import sys
import time
from pathlib import Path

LOG, DONE = "record.jsonl", "done"
LOOK_S = 0.1


def main() -> None:
    """Print until it is told to end."""
    folder = Path(sys.argv[1])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    (folder / DONE).mkdir(exist_ok=True)
    while True:
        for path in sorted(folder.iterdir()):
            if path.is_file() and not path.name.startswith(".") and path.name != LOG:
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                with (folder / LOG).open("a") as log:
                    log.write(json.dumps({"uid": path.stem, "suffix": path.suffix, "sha256": digest}) + "\n")
                path.replace(folder / DONE / path.name)
        time.sleep(LOOK_S)


if __name__ == "__main__":
    main()
