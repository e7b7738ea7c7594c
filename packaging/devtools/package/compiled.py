"""Byte code beside the sources, so that the first start compiles nothing and a read-only folder needs nothing."""

from __future__ import annotations

from pathlib import Path

from devtools.package import tools


def byte_compile(python: Path, folder: Path) -> None:
    """Compile every module below a folder with a Python of the version that will run it (3.13 on both systems)."""
    # What compileall itself imports would be written on the way, stamped with times, and then be left as it is.
    env = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    tools.do([python, "-B", "-I", "-S", "-c", SCRIPT, folder], env=env)


# Not checked against the source: what is installed does not change, and the files' times then do not matter. Code that a
# library ships for another Python does not compile, which is no fault.
SCRIPT = """
import compileall, py_compile, sys
compileall.compile_dir(sys.argv[1], maxlevels=40, quiet=2, workers=1, force=True, stripdir=sys.argv[1],
                       invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
"""
