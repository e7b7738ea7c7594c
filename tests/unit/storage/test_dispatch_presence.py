"""Which programs of this PC run: proven by locks that the system takes away with a program, however it ends."""

import subprocess
import sys
from pathlib import Path

from app.storage.dispatch_presence import FolderPresence

_CHILD = """
import sys
from pathlib import Path
from app.storage.dispatch_presence import FolderPresence
presence = FolderPresence(Path(sys.argv[1]))
print(presence.machine, presence.mark, flush=True)
sys.stdin.read()
"""


def test_a_program_that_was_killed_is_dead_and_one_that_runs_is_not(tmp_path: Path) -> None:
    mine = FolderPresence(tmp_path)
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert child.stdout is not None
        machine, mark = child.stdout.readline().split()
        assert machine == mine.machine
        assert not mine.is_dead(mark)
        child.kill()
        child.wait(30)
        assert mine.is_dead(mark)
        assert mine.is_dead(mark)  # looking takes nothing away
    finally:
        child.kill()
        child.communicate()
    mine.end()


def test_nothing_is_proven_of_programs_that_were_never_here(tmp_path: Path) -> None:
    mine = FolderPresence(tmp_path)
    assert not mine.is_dead("0123456789abcdef")
    assert not mine.is_dead(mine.mark)
    assert not mine.is_dead("../machine")
    mine.end()


def test_another_folder_is_another_pc_and_the_same_one_keeps_its_name(tmp_path: Path) -> None:
    first, again, other = FolderPresence(tmp_path / "a"), FolderPresence(tmp_path / "a"), FolderPresence(tmp_path / "b")
    assert first.machine == again.machine != other.machine
    assert first.mark != again.mark
    assert not again.is_dead(first.mark)
    first.end()
    first.end()
    assert not again.is_dead(first.mark)  # it said good-bye itself; its file is gone
    again.end()
    other.end()
