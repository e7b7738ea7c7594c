"""One log for several programs of a PC: no line is lost or broken while they rotate it, and none tells of a person."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.security.log_files import NAME, VARIABLE, SharedLogHandler, last_lines, log_files, logging_into

WRITER = """
import logging, sys
from pathlib import Path
from app.security.log_files import SharedLogHandler
log = logging.getLogger("app.test")
log.setLevel(logging.INFO)
log.addHandler(SharedLogHandler(Path(sys.argv[1]), "worker", max_bytes=6000, files=50))
for number in range(200):
    log.info("line %s.%d of many", sys.argv[2], number)
"""


def test_programs_do_not_rotate_into_each_other(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), name], env=dict(os.environ, PYTHONPATH=str(Path.cwd()))
        )
        for name in ("a", "b", "c")
    ]
    assert [writer.wait(120) for writer in writers] == [0, 0, 0]
    files = [path for path in tmp_path.glob(f"{NAME}*") if path.suffix != ".lock"]
    lines = [line for path in files for line in path.read_text("utf-8").splitlines()]
    for name in ("a", "b", "c"):
        assert sorted(
            int(line.split(f"line {name}.")[1].split()[0]) for line in lines if f"line {name}." in line
        ) == list(range(200))
    assert all(line.endswith("of many") for line in lines)
    assert len(files) > 3
    assert max(path.stat().st_size for path in files) <= 6000


def test_the_oldest_file_goes(tmp_path: Path) -> None:
    log = logging.getLogger("app.test.rotation")
    log.propagate = False
    handler = SharedLogHandler(tmp_path, "window", max_bytes=400, files=5)
    log.handlers = [handler]
    log.setLevel(logging.INFO)
    for number in range(60):
        log.info("line %d", number)
    log.handlers = []
    assert len(log_files(tmp_path)) == 5
    assert not (tmp_path / f"{NAME}.5").exists()
    assert "line 59" in last_lines(tmp_path, 1)[0]
    assert [line.rsplit(" ", 1)[1] for line in last_lines(tmp_path, 8)] == [str(n) for n in range(52, 60)]


def test_what_is_logged_tells_of_nobody_and_libraries_only_of_trouble(tmp_path: Path) -> None:
    with logging_into(tmp_path, "command"):
        assert os.environ[VARIABLE] == str(tmp_path)
        logging.getLogger("app.orders").info(
            "order of %s (%s) at %s", "Anna Li", "13800000021", "/home/anna/Anna Li.stl"
        )
        logging.getLogger("app.orders").warning("came from 测试标记甲")
        logging.getLogger("httpx").info("GET https://server/orders?token=1")
        logging.getLogger("httpx").warning("no answer")
    logging.getLogger("app.orders").warning("afterwards")
    words = (tmp_path / NAME).read_text("utf-8")
    for told in ("Anna", "Li", "13800000021", "anna", "测试", "token", "afterwards"):
        assert told not in words
    assert "no answer" in words
    assert f"command[{os.getpid()}] app.orders" in words


@pytest.mark.skipif(
    os.name == "nt" or (os.getuid() == 0 and not Path("/dev/full").exists()), reason="needs a full disk"
)
def test_a_full_disk_holds_nobody_up_and_tells_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / NAME).symlink_to("/dev/full")
    handler = SharedLogHandler(tmp_path, "window")
    handler.handle(logging.LogRecord("app", logging.ERROR, "x.py", 1, "a line", None, None))
    assert capsys.readouterr() == ("", "")
    (tmp_path / NAME).unlink()
    handler.handle(logging.LogRecord("app", logging.ERROR, "x.py", 1, "another line", None, None))
    (line,) = last_lines(tmp_path, 2)
    assert line.endswith("another line"), "as soon as there is room the log goes on"
