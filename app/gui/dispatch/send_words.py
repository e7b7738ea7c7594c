"""Where the file of an item that is printed comes from, in words. No Qt."""

from app.commands.approved import Approved
from app.i18n import Text, text

SLICED_SUFFIXES = (
    ".gcode", ".gco", ".g", ".bgcode", ".gcode.3mf", ".ctb", ".cbddlp", ".photon", ".pwmx", ".goo", ".cxdlp", ".sl1", ".sl1s",
)  # fmt: skip
"""Files that somebody has sliced elsewhere: dropped on the window they are sent to print, not opened as a model."""

SOURCES: dict[str, tuple[Text, Text]] = {
    "model": (
        text("The approved model, as it is"),
        text(
            "For machines that prepare models themselves: full-colour printers, powder printers, programs behind a folder."
        ),
    ),
    "slice": (
        text("Slice the approved model here"),
        text("The slicer of this PC makes the print file, with the profile of the printer that you choose."),
    ),
    "file": (
        text("A print file that is sliced already"),
        text("G-code or a resin file from your slicer. Drop it here, or choose it."),
    ),
    "layout": (
        text("The approved layout, as it is"),
        text("The sheet that the buyer approved, for photo and sheet printers."),
    ),
}


OTHER_SHEET = (
    text("Another print file"),
    text("A PDF or picture that was made elsewhere from the approved version. Drop it here, or choose it."),
)


def source_words(key: str, approved: Approved) -> tuple[Text, Text]:
    """What a source is called for this item, and what it means: flat things are not sliced."""
    return OTHER_SHEET if key == "file" and not approved.process else SOURCES[key]


def sources_of(approved: Approved) -> tuple[str, ...]:
    """What is offered for an item, the usual one first."""
    if not approved.process:
        return "layout", "file"
    if approved.process.startswith("white"):
        return "file", "slice", "model"
    return ("model",)


def is_sliced(name: str) -> bool:
    """Whether a file of this name is a print file rather than a model."""
    return name.lower().endswith(SLICED_SUFFIXES)
