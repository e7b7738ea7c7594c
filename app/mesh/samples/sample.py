"""What a sample creation is."""

from collections.abc import Callable
from dataclasses import dataclass

from app.i18n import Text
from app.mesh.mesh import Mesh


@dataclass(frozen=True)
class Sample:
    """A creation made by code: ``make()`` gives the same mesh every time, in mm, +Z up, front to -Y."""

    name: str
    title: Text
    description: Text
    make: Callable[[], Mesh]
