"""Which actions of the layout bench can be started now."""

from collections.abc import Mapping

from PySide6.QtGui import QAction

_WITHOUT_DESIGN = {"open_picture", "together", "check_file"}
_ON_CHOSEN_PIECES = {"turn", "lock"}
_ON_CHOSEN_LAYERS = {
    "duplicate", "delete", "raise", "lower", "front", "back", "align_left", "align_center", "align_right", "align_top",
    "lock", "align_middle", "align_bottom", "turn",
}  # fmt: skip


def enable(actions: Mapping[str, QAction], *, there: bool, sheet: bool, chosen: int) -> None:
    """Enable the actions "layout.<name>".

    there   whether anything lies on the bench
    sheet   whether its sheet is shown
    chosen  so many pieces of the sheet, or layers of the design, are chosen
    """
    on_chosen = _ON_CHOSEN_PIECES if sheet else _ON_CHOSEN_LAYERS
    for name, action in actions.items():
        short = name.removeprefix("layout.")
        if short == name:
            continue
        least = 1 if short in on_chosen else 3 if short.startswith("distribute") else 0
        action.setEnabled((there or short in _WITHOUT_DESIGN) and chosen >= least)
