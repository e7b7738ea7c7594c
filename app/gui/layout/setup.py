"""How the bench prints: the shop with what was changed for this job, and the sheet."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.layouts.imposition.sheets import SheetPreset
from app.layouts.sheet import SheetSize
from app.settings.shop import PrintShop

FIRST_SHOP, FIRST_SHEET = "acrylic-uv", "a3"
_SHOP_OF = {"photo": "photo-lab", "postcard": "press-fogra39", "magnet": "press-fogra39", "keychain": FIRST_SHOP}
_SHEET_OF = {"photo": "sra3", "postcard": "sra3", "magnet": "a3", "keychain": "acrylic-600x400"}


class Setup(QObject):
    """``changed``: another shop, sheet, gap or marks."""

    changed = Signal()

    def __init__(self, shops: Mapping[str, PrintShop], sheets: Mapping[str, SheetPreset], parent: QObject) -> None:
        super().__init__(parent)
        self.shops, self.sheets = shops, sheets
        self._shop = FIRST_SHOP if FIRST_SHOP in shops else next(iter(shops))
        self._sheet = FIRST_SHEET if FIRST_SHEET in sheets else next(iter(sheets))
        self._changes: dict[str, Any] = {}
        self._by_hand = False

    @property
    def shop(self) -> PrintShop:
        """The shop, as it is wanted for this job."""
        found = self.shops[self._shop]
        return PrintShop.model_validate(found.model_dump() | self._changes) if self._changes else found

    def current(self) -> PrintShop:
        """The same, for whoever asks later."""
        return self.shop

    @property
    def sheet(self) -> SheetPreset:
        """The sheet that is printed on."""
        return self.sheets[self._sheet]

    @property
    def size(self) -> SheetSize:
        """Its size."""
        return self.sheet.size

    def choose_shop(self, shop: str) -> None:
        """Print there; what was changed for another shop is forgotten."""
        if shop in self.shops and shop != self._shop:
            self._shop, self._changes, self._by_hand = shop, {}, True
            self.changed.emit()

    def choose_sheet(self, sheet: str) -> None:
        """Print on these."""
        if sheet in self.sheets and sheet != self._sheet:
            self._sheet, self._by_hand = sheet, True
            self.changed.emit()

    def change(self, **values: Any) -> None:
        """For this job alone: gap, marks. Raises pydantic.ValidationError."""
        after = self._changes | values
        PrintShop.model_validate(self.shops[self._shop].model_dump() | after)
        if after != self._changes:
            self._changes = after
            self.changed.emit()

    def suit(self, product: str) -> None:
        """What suits a product, unless somebody has chosen already."""
        if self._by_hand:
            return
        shop, sheet = _SHOP_OF.get(product, FIRST_SHOP), _SHEET_OF.get(product, FIRST_SHEET)
        before = (self._shop, self._sheet)
        self._shop = shop if shop in self.shops else self._shop
        self._sheet = sheet if sheet in self.sheets else self._sheet
        if before != (self._shop, self._sheet):
            self.changed.emit()
