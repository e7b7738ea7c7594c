"""What can be wrong with a print: short codes for counting, and who is to blame in the words of orders.

The code stands with the print job or the verdict; ``blame`` is a cause of ``app.orders.item_states.CAUSES``.
"""

from dataclasses import dataclass

from app.i18n import Text, text
from app.orders.item_states import CAUSES


@dataclass(frozen=True)
class Defect:
    """One kind. ``by_print``: it can be seen while it is printed, or on the plate."""

    id: str
    title: Text
    blame: str
    by_print: bool = True


ALL: tuple[Defect, ...] = (
    Defect("loose", text("Came off the plate"), "print"),
    Defect("warped", text("Warped"), "print"),
    Defect("layers", text("Layers shifted or missing"), "print"),
    Defect("torn", text("Torn or cracked"), "print"),
    Defect("supports", text("Marks of supports"), "print", by_print=False),
    Defect("surface", text("Rough surface or threads"), "print"),
    Defect("size", text("Wrong size"), "print", by_print=False),
    Defect("material", text("Material ran out, or is bad"), "print"),
    Defect("machine", text("The printer broke down"), "print"),
    Defect("power", text("Power or network failed"), "print"),
    Defect("color", text("Colours are wrong"), "paint", by_print=False),
    Defect("paint", text("Damaged while it was finished"), "paint", by_print=False),
    Defect("model", text("The model is at fault"), "model"),
    Defect("file", text("The print file is at fault"), "data"),
    Defect("other", text("Something else"), "print"),
)
DEFECTS: dict[str, Defect] = {defect.id: defect for defect in ALL}
"""By id."""


def defect_title(defect_id: str) -> Text | str:
    """Name of a defect; one that is not in the table any more is named by its id, none at all as such."""
    if not defect_id:
        return text("No cause given")
    known = DEFECTS.get(defect_id)
    return CAUSES.get(defect_id, defect_id) if known is None else known.title
