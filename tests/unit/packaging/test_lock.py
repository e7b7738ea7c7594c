import re
import tomllib
from pathlib import Path

import pytest
from devtools.lock import entries, without_the_obvious

ROOT = Path(__file__).parent.parent.parent.parent
LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-peers.txt"]


def names(lock: str) -> set[str]:
    return {re.split(r"==", entry)[0].lower() for entry in entries(ROOT / "packaging" / lock)}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_one_exact_version_and_hashes(lock: str) -> None:
    found = entries(ROOT / "packaging" / lock)
    assert found
    for entry in found:
        assert re.match(r"^[a-z0-9][a-z0-9._-]*==[\w.+]+( ; [^\\\n]+)? \\\n", entry), entry
        assert "--hash=sha256:" in entry, entry
    assert "".join(found) == (ROOT / "packaging" / lock).read_text("utf-8")


@pytest.mark.parametrize("lock", LOCKS)
def test_it_names_no_index_and_no_link(lock: str) -> None:
    words = (ROOT / "packaging" / lock).read_text("utf-8")
    assert not re.search(r"://|index|find-links|trusted| @ ", words)


def test_it_holds_everything_that_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = {re.match(r"[\w.-]+", line)[0].lower().replace("_", "-") for line in project["project"]["dependencies"]}
    assert asked <= names("requirements.txt")
    assert asked | {line.lower() for line in project["dependency-groups"]["dev"]} <= names("requirements-dev.txt")
    assert {line.lower() for line in project["dependency-groups"]["peers"]} <= names("requirements-peers.txt")


def test_nothing_that_open3d_does_not_need_at_run_time_comes_along() -> None:
    assert not names("requirements.txt") & {"dash", "flask", "werkzeug", "nbformat", "ipywidgets", "av"}


def test_the_peers_are_no_part_of_what_ships() -> None:
    assert not names("requirements-peers.txt") & names("requirements-dev.txt")


def test_conditions_that_always_hold_are_left_out() -> None:
    always = "python_full_version < '3.14' and platform_python_implementation == 'CPython'"
    both = "(sys_platform == 'linux' or sys_platform == 'win32')"
    assert without_the_obvious(f"a==1 ; {always} and {both} \\\n") == "a==1 \\\n"
    assert (
        without_the_obvious(f"a==1 ; {always} and sys_platform == 'linux' \\\n")
        == "a==1 ; sys_platform == 'linux' \\\n"
    )
    assert (
        without_the_obvious(f"a==1 ; python_full_version < '3.12' and {both} \\\n")
        == "a==1 ; python_full_version < '3.12' \\\n"
    )
