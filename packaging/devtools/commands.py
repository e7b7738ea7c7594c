"""The commands of `dev.py` and their arguments."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple

from devtools import headless, lock, system, testing, venv
from devtools.console import LINUX, PACKAGING, ROOT, Stop, call, environment, say
from devtools.display import has_display, own_display
from devtools.venv import PYTHON


class Command(NamedTuple):
    takes: str
    does: str
    run: Callable[[list[str]], int]


def setup(words: list[str]) -> int:
    _no_more(words)
    venv.setup("dev", testing=True)
    say("Ready: python3 packaging/dev.py run")
    return 0


def run(words: list[str]) -> int:
    venv.setup("run")
    if not has_display():
        return headless.main_job(words)
    return call([PYTHON, "-m", "app", *words], environment())


def test(words: list[str]) -> int:
    venv.setup("peers", testing=True, warm=bool(words))
    return testing.some(words) if words else testing.everything()


def check(words: list[str]) -> int:
    _no_more(words)
    venv.setup("dev")
    return 0 if testing.check() else 1


def bench(words: list[str]) -> int:
    names = sorted(file.stem for file in (ROOT / "tests" / "bench").glob("*.py") if not file.stem.startswith("_"))
    if not words or words[0] not in names:
        raise Stop(f"Say which benchmark to run: {', '.join(names) or 'there is none yet'}.")
    venv.setup("peers", testing=True)
    with own_display() as env:
        return call([PYTHON, "-m", f"tests.bench.{words[0]}", *words[1:]], env)


def shots(words: list[str]) -> int:
    venv.setup("run", testing=True)
    if LINUX:
        system.install_for_shots()
    with own_display() as env:
        return call([PYTHON, PACKAGING / "shots.py", *words], env)


def package(words: list[str]) -> int:
    from devtools.package import command  # noqa: PLC0415 - nobody else needs it

    return command.main(words)


def test_package(words: list[str]) -> int:
    from devtools.package import trying  # noqa: PLC0415 - nobody else needs it

    venv.setup("dev", testing=True)
    return trying.main(words)


def strings(words: list[str]) -> int:
    venv.setup("run")
    return call([PYTHON, PACKAGING / "devtools" / "catalogues.py", *(words or ["update"])])


def release(words: list[str]) -> int:
    venv.setup("run")
    # In the folder where it was called: its words are paths.
    command = [str(PYTHON), "-m", "devtools.release", *words]
    return subprocess.run(command, env=environment(PYTHONPATH=str(PACKAGING)), check=False).returncode


COMMANDS = {
    "setup": Command("", "make .venv from the lock and install what the system lacks", setup),
    "run": Command(
        "[FILE…]", "set up, then open the workstation (without a display: do the main job on a sample)", run
    ),
    "test": Command(
        "[ARGS…]", "set up, then lint, types, import contracts and every test; with ARGS only pytest ARGS", test
    ),
    "check": Command("", "only lint, format, licences, import contracts and types", check),
    "bench": Command("NAME [ARGS…]", "run a benchmark of tests/bench beside its peers", bench),
    "shots": Command("[day|manual] [NAME…]", "take the screenshots of README and manual again", shots),
    "strings": Command("[extract|update|compile]", "bring the translations up to date with the code", strings),
    "release": Command("WHAT …", "publish versions for the updates (`release --help`)", release),
    "package": Command("deb|tar|windows [--out DIR]", "build an installer (on Debian 13)", package),
    "test-package": Command(
        "deb|windows [FILE]", "install a package (built if none is named), use it, look at it, remove it", test_package
    ),
    "lock": Command("[--upgrade]", "make the lock again from pyproject.toml (needs uv)", lock.make),
}


def main(words: list[str]) -> int:
    width = max(len(f"{name} {command.takes}") for name, command in COMMANDS.items())
    listing = "\n".join(f"  {f'{name} {command.takes}':<{width}}  {command.does}" for name, command in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description="The one door for developers.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=listing,
    )
    parser.add_argument("command", choices=list(COMMANDS), metavar="COMMAND", help="one of those below")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, metavar="…")
    _unicode()
    if not words:
        parser.print_help()
        return 2
    asked = parser.parse_args(words)
    if not (LINUX or sys.platform == "win32"):
        raise Stop("Statuette is made for Linux and Windows; the lock has no packages for this system.")
    return COMMANDS[asked.command].run(asked.arguments)


def _unicode() -> None:
    """A Windows console with an old code page must not stop the help text."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _no_more(words: list[str]) -> None:
    if words:
        raise Stop(f"This command takes no more words ({' '.join(words)}).")
