"""The numba kernels, compiled ahead for the package."""

from __future__ import annotations

from pathlib import Path


def ship(python: Path, layer: Path, home: Path) -> None:
    """Filled in below."""
