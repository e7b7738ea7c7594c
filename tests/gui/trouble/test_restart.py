import sys

import pytest

from app.gui.trouble.restart import restart_command


@pytest.mark.parametrize(
    ("given", "own", "wanted"),
    [
        (["python3", "-m", "app", "a.stl"], ["app/__main__.py", "a.stl"], ["-m", "app"]),
        (["python3", "-I", "-m", "app"], ["app/__main__.py"], ["-I", "-m", "app"]),
        (["python3", "/x/bin/statuette", "--safe"], ["/x/bin/statuette", "--safe"], ["/x/bin/statuette"]),
    ],
)
def test_it_starts_as_it_was_started(given: list[str], own: list[str], wanted: list[str]) -> None:
    assert restart_command(safe=False, given=given, own=own) == [sys.executable, *wanted]
    assert restart_command(safe=True, given=given, own=own) == [sys.executable, *wanted, "--safe"]
