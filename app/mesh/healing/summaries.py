"""What was done, in words that several repairs share."""

from app.i18n import Text, plural


def closed_holes(holes: int, faces: int) -> Text:
    """Holes that were filled with faces."""
    return plural("Closed {n} hole with {faces} faces", "Closed {n} holes with {faces} faces", holes, faces=faces)


def joined_shells(shells: int) -> Text:
    """Shells that were united."""
    return plural("Joined {n} overlapping shell", "Joined {n} overlapping shells", shells)


def removed_fragments(fragments: int) -> Text:
    """Dust that was removed."""
    return plural("Removed {n} loose fragment", "Removed {n} loose fragments", fragments)
