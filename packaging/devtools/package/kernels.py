"""The numba kernels, compiled ahead for the package: nobody waits a minute at the first click.

numba writes the paths of Python's libraries and of our sources into what it compiles. It always works at one place, whatever
folder the package is built in, so that the same sources give the same bytes.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from devtools.console import PACKAGING, Stop, environment, say
from devtools.package import tools

FIND = "from app.mesh.kernels import kept; print(kept.sources_hash(), kept.mark()); print(kept.BASELINE)"
PLACE = Path("/tmp/statuette-kernels")
LOCK = PACKAGING / "requirements.txt"
# numba also writes addresses in memory: of functions, into the listing that it keeps with each kernel, and into the names of
# what it makes of expressions with arrays.
WARM = """
import itertools, re, runpy, sys
from numba.core.annotations.type_annotations import TypeAnnotation
from numba.np.ufunc import array_exprs
listing = TypeAnnotation.__str__
TypeAnnotation.__str__ = lambda self: re.sub(r"\\b at 0x[0-9a-f]+", "", listing(self))
numbers = itertools.count(1)
array_exprs.hash = lambda expression: next(numbers)
runpy.run_module(sys.argv[1], run_name="__main__")
"""


def ship(python: Path, layer: Path, home: Path, kept: Path) -> None:
    """Put `kernels-<hash>/` into an installation's folder, compiled for the processors of app/mesh/kernels/kept.py.

    `kept` is where what was compiled stays for the next build. Raises Stop.
    """
    with one_place(python.parent.parent, layer) as (runtime, program):
        ours = {"STATUETTE_APP": str(program), "PYTHONPATH": str(program)}
        env = environment(**ours, PYTHONDONTWRITEBYTECODE="1", PYTHONHASHSEED="0", LC_ALL="C.UTF-8", TZ="UTC")
        command: list[str | Path] = [runtime / "bin" / "python3", "-P"]
        names, words = tools.do([*command, "-c", FIND], env=env, cwd=Path("/")).splitlines()
        digest, mark = names.split()
        ready = kept / f"kernels-{digest}-{mark}-{made_of()}"
        for old in kept.glob("kernels-*"):
            if old != ready:
                shutil.rmtree(old)
        if not ready.exists():
            say("Compiling the mesh kernels for the package")
            half = kept / "kernels.part"
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir(parents=True)
            target = dict(re.findall(r"'(\w+)': '([^']*)'", words))
            cache = {"NUMBA_CACHE_DIR": str(half), "NUMBA_CACHE_LOCATOR_CLASSES": "app.mesh.kernels.one_place.OnePlace"}
            tools.do([*command, "-c", WARM, "app.mesh.kernels.warm"], env={**env, **target, **cache}, cwd=Path("/"))
            half.rename(ready)
    shutil.copytree(ready, home / f"kernels-{digest}")


def made_of() -> str:
    """What decides, beside our sources, what numba makes: its version and how it is told to work."""
    return hashlib.sha256(LOCK.read_bytes() + Path(__file__).read_bytes()).hexdigest()[:12]


@contextlib.contextmanager
def one_place(runtime: Path, layer: Path) -> Iterator[tuple[Path, Path]]:
    """The runtime and the application under paths that are the same in every build; waits while another build is there.

    Raises Stop where somebody else's folder is in the way.
    """
    lock = os.open(f"{PLACE}.lock", os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _make_place()
        for name, folder in (("runtime", runtime), ("app", layer)):
            (PLACE / name).symlink_to(folder, target_is_directory=True)
        yield PLACE / "runtime", PLACE / "app"
    finally:
        shutil.rmtree(PLACE, ignore_errors=True)
        os.close(lock)


def _make_place() -> None:
    """An empty folder of our own; what a build that was killed has left there goes first."""
    try:
        if PLACE.is_dir() and not PLACE.is_symlink():
            shutil.rmtree(PLACE)
        PLACE.mkdir(mode=0o700)
    except OSError as error:
        raise Stop(f"The kernels are compiled in {PLACE}, which is in the way and not ours: {error.strerror}") from None
