"""The numba kernels, compiled ahead for the package: nobody waits a minute at the first click."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from devtools.console import environment, say
from devtools.package import tools

FIND = "from app.mesh.kernels import kept; print(kept.sources_hash(), kept.mark()); print(kept.BASELINE)"


def ship(python: Path, layer: Path, home: Path, kept: Path) -> None:
    """Put `kernels-<hash>/` into an installation's folder, compiled for the processors of app/mesh/kernels/kept.py.

    `kept` is where what was compiled stays for the next build. Raises Stop.
    """
    env = environment(STATUETTE_APP=str(layer), PYTHONPATH=str(layer), PYTHONDONTWRITEBYTECODE="1", PYTHONHASHSEED="0")
    names, words = tools.do([python, "-P", "-c", FIND], env=env, cwd=Path("/")).splitlines()
    digest, mark = names.split()
    # numba writes paths of libraries into what it compiles: what was compiled elsewhere would not be the same bytes.
    ready = kept / f"kernels-{digest}-{mark}-{home.name}-{python.parent.parent.name.removeprefix('runtime-')}"
    for old in kept.glob(f"kernels-*-{home.name}-*"):
        if old != ready:
            shutil.rmtree(old)
    if not ready.exists():
        say("Compiling the mesh kernels for the package")
        half = kept / "kernels.part"
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        target = dict(re.findall(r"'(\w+)': '([^']*)'", words))
        place = {"NUMBA_CACHE_DIR": str(half), "NUMBA_CACHE_LOCATOR_CLASSES": "app.mesh.kernels.one_place.OnePlace"}
        tools.do([python, "-P", "-m", "app.mesh.kernels.warm"], env={**env, **target, **place}, cwd=Path("/"))
        half.rename(ready)
    shutil.copytree(ready, home / f"kernels-{digest}")
