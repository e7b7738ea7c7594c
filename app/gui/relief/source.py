"""Pictures that solids can be made of."""

from dataclasses import dataclass
from pathlib import Path

from app.commands.relief import Subject
from app.i18n import Text
from app.layouts.relief.wishes import AnyWishes, Plaque, Start


@dataclass(frozen=True)
class Source:
    """A picture that a solid can be made of. ``start``: the kind that suits; ``wishes``: what is known of its sizes."""

    words: Text | str
    subject: Subject
    start: Start = "keychain"
    height_mm: float | None = None
    color: bool = True


def begun(wishes: AnyWishes, source: Source) -> AnyWishes:
    """The sizes to begin with, as the order says."""
    if not isinstance(wishes, Plaque):
        return wishes
    known: dict[str, object] = {} if source.color else {"color": False}
    if source.height_mm is not None:
        known["size_mm"] = source.height_mm
    return wishes.model_copy(update=known)


def source_of_file(path: Path) -> Source:
    """A picture from a file."""
    return Source(path.name, Subject(path))
