"""Byte code, so that the first start compiles nothing and a read-only folder needs nothing: beside the sources, or instead."""

from __future__ import annotations

from pathlib import Path

from devtools.package import tools

# Not checked against the source: what is installed does not change, and the files' times then do not matter. Code that a
# library ships for another Python does not compile, which is no fault.
SCRIPT = """
import compileall, py_compile, sys
compileall.compile_dir(sys.argv[1], maxlevels=40, quiet=2, workers=1, force=True, stripdir=sys.argv[1],
                       invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
"""


def byte_compile(python: Path, folder: Path) -> None:
    """Compile every module below a folder with a Python of the version that will run it (3.13 on both systems)."""
    # What compileall itself imports would be written on the way, stamped with times, and then be left as it is.
    env = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    tools.do([python, "-B", "-I", "-S", "-c", SCRIPT, folder], env=env)


def without_sources(folder: Path, kept: tuple[str, ...]) -> None:
    """Put each module's byte code where its source was; modules whose path matches a pattern of `kept` stay as they are.

    Half the size, and an error still names file, function and line. The sources are where the notices say.
    """
    staying = {path for pattern in kept for path in folder.glob(pattern)}
    for cache in sorted(folder.rglob("__pycache__")):
        for code in sorted(cache.glob("*.pyc")):
            source = cache.parent / f"{code.name.split('.')[0]}.py"
            if source.exists() and not staying & {source, *source.parents}:
                code.rename(source.with_suffix(".pyc"))
                source.unlink()
        if not any(cache.iterdir()):
            cache.rmdir()
