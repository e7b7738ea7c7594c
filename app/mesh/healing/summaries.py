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


def thickened_sheets(number: int, wall_mm: float | None) -> Text:
    """Sheets that were given a body."""
    if wall_mm is None:
        return plural(
            "Gave {n} open sheet a thin body: choose the height, then it gets the wall that the process needs",
            "Gave {n} open sheets a thin body: choose the height, then they get the wall that the process needs",
            number,
        )
    return plural(
        "Gave {n} open sheet a wall of {mm} mm", "Gave {n} open sheets a wall of {mm} mm", number, mm=round(wall_mm, 2)
    )
