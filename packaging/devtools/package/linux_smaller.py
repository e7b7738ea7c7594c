"""What makes the libraries of the Linux runtime smaller beyond leaving files out; each step says what it saved."""

from __future__ import annotations

from pathlib import Path

from devtools.console import say
from devtools.package import binaries, elf, elf_padding, icu_data, shared_blas


def shrink(site: Path) -> None:
    """Work on a pruned folder of packages. Raises Stop where a library looks otherwise than expected."""
    saved = {
        "OpenBLAS shared by OpenCV and SciPy": shared_blas.share(site),
        "ICU without other languages": icu_data.shrink(_icu(site)),
        "padding in libraries": sum(map(elf_padding.close_up, binaries.binaries(site))),
    }
    for what, size in saved.items():
        say(f"  {what}: {size / 1e6:.1f} MB less")


def parts() -> list[Path]:
    """Files that decide what comes out, for the runtime's name."""
    return [Path(str(module.__file__)) for module in (elf, elf_padding, icu_data, shared_blas)]


def _icu(site: Path) -> Path:
    return next((site / "PySide6" / "Qt" / "lib").glob("libicudata.so.*"))
