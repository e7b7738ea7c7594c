"""What can be wrong with a print: short codes for counting, and who is to blame in the words of orders.

The code stands with the print job or the verdict; ``blame`` is a cause of ``app.orders.item_states.CAUSES``.
"""

from dataclasses import dataclass
from typing import Literal

from app.i18n import Text, text
from app.orders.item_states import CAUSES


@dataclass(frozen=True)
class Defect:
    """One kind. ``by_print``: it can be seen while it is printed, or on the plate; ``of``: the things that can have it."""

    id: str
    title: Text
    blame: str
    by_print: bool = True
    of: Literal["solid", "flat", "any"] = "any"


ALL: tuple[Defect, ...] = (
    Defect("loose", text("Came off the plate"), "print", of="solid"),
    Defect("warped", text("Warped"), "print", of="solid"),
    Defect("layers", text("Layers shifted or missing"), "print", of="solid"),
    Defect("stripes", text("Stripes or spots"), "print", of="flat"),
    Defect("skewed", text("Printed askew, or jammed"), "print", of="flat"),
    Defect("cut", text("Cut beside the line"), "print", by_print=False, of="flat"),
    Defect("scratched", text("Scratched or bent"), "print", by_print=False, of="flat"),
    Defect("torn", text("Torn or cracked"), "print"),
    Defect("supports", text("Marks of supports"), "print", by_print=False, of="solid"),
    Defect("surface", text("Rough surface or threads"), "print", of="solid"),
    Defect("size", text("Wrong size"), "print", by_print=False),
    Defect("material", text("Material ran out, or is bad"), "print"),
    Defect("machine", text("The printer broke down"), "print"),
    Defect("power", text("Power or network failed"), "print"),
    Defect("color", text("Colours are wrong"), "paint", by_print=False),
    Defect("paint", text("Damaged while it was finished"), "paint", by_print=False, of="solid"),
    Defect("model", text("The model is at fault"), "model", of="solid"),
    Defect("file", text("The print file is at fault"), "data"),
    Defect("other", text("Something else"), "print"),
)
DEFECTS: dict[str, Defect] = {defect.id: defect for defect in ALL}
"""By id."""

_KINDS = {"figurine": ("solid", "any"), "photo": ("flat", "any"), "postcard": ("flat", "any")}


def defects_of(product: str) -> tuple[Defect, ...]:
    """What can be wrong with this product; magnets and keychains are printed flat or solid."""
    kinds = _KINDS.get(product, ("solid", "flat", "any"))
    return tuple(defect for defect in ALL if defect.of in kinds)


def seen_at_printer(solid: bool | None = None) -> tuple[Defect, ...]:
    """What can be seen while a thing is printed, or on the plate. solid: printed in three dimensions; None: nobody knows."""
    kinds = {True: ("solid", "any"), False: ("flat", "any"), None: ("solid", "flat", "any")}[solid]
    return tuple(defect for defect in ALL if defect.by_print and defect.of in kinds)


def defect_title(defect_id: str) -> Text | str:
    """Name of a defect; one that is not in the table any more is named by its id, none at all as such."""
    if not defect_id:
        return text("No cause given")
    known = DEFECTS.get(defect_id)
    return CAUSES.get(defect_id, defect_id) if known is None else known.title
