"""VRML 2.0 (ISO/IEC 14772-1), which older colour printers take. Written only."""

from app.mesh.io.vrml.writer import could_be, write

__all__ = ["could_be", "write"]
