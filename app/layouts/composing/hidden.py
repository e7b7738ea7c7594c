"""Where what lies on a bench is kept until the next start, unreadable for others."""

from collections.abc import Collection
from typing import Protocol


class Hidden(Protocol):
    """Names are file names."""

    def keep(self, name: str, content: bytes) -> None:
        """Write it whole or not at all. Raises WriteRefusedError."""
        ...

    def content(self, name: str) -> bytes | None:
        """None where it is not there or cannot be read."""
        ...

    def only(self, names: Collection[str]) -> None:
        """Forget all others."""
        ...
