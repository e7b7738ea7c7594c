"""All print shops: those that come with the program, and a workshop's own files beside them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from app.errors import AppError
from app.i18n import Text, text
from app.settings.folders import Folders
from app.settings.shop import SHIPPED, PrintShop

OWN = "shops"
"""Folder in the settings of a workshop."""
TITLES: dict[str, Text] = {
    "photo-lab": text("Photo lab"),
    "press-fogra39": text("Press, coated paper"),
    "digital-press": text("Digital press, no marks"),
    "acrylic-uv": text("UV printer and cutter, clear acrylic"),
    "versaworks": text("Roland VersaWorks"),
    "rasterlink": text("Mimaki RasterLink, makes white itself"),
    "wasatch": text("Wasatch SoftRIP"),
    "eufymake": text("Desktop UV printer"),
    "onlineprinters": text("onlineprinters, contour cut"),
    "label-shop": text("Label shop, white on top"),
    "stamped-stickers": text("Die cutting with varnish"),
}


@dataclass(frozen=True)
class Shops:
    """by_id: in the order of their file names, those of the workshop last. faults: files that could not be used, and why."""

    by_id: dict[str, PrintShop]
    faults: tuple[Text, ...] = ()

    def find(self, shop_id: str) -> PrintShop:
        """Raises AppError with the ids that there are."""
        found = self.by_id.get(shop_id)
        if found is None:
            raise AppError(
                text("There is no print shop “{id}”; choose one of: {ids}.", id=shop_id, ids=", ".join(self.by_id))
            )
        return found


def load_shops(folders: Folders | Iterable[Path]) -> Shops:
    """All shops of our folder, then of the workshop's (``Folders``: "shops" in its settings); a later file with the same id wins.

    A file that cannot be used is named in ``faults``; the others are there all the same.
    """
    places = (SHIPPED, folders.settings / OWN) if isinstance(folders, Folders) else tuple(folders)
    found: dict[str, PrintShop] = {}
    faults: list[Text] = []
    for folder in places:
        for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
            try:
                shop = PrintShop.model_validate(json.loads(path.read_text("utf-8")))
            except ValidationError as error:
                faults.append(_fault(path, error))
            except (OSError, ValueError):
                faults.append(text("The print shop file “{name}” is no JSON; correct it.", name=path.name))
            else:
                found[shop.id] = shop
    return Shops(found, tuple(faults))


def _fault(path: Path, error: ValidationError) -> Text:
    """The first thing that is wrong, by the name of its field."""
    where = ".".join(str(part) for part in error.errors()[0]["loc"])
    return text("In the print shop file “{name}”, “{field}” cannot be used; correct it.", name=path.name, field=where)


def shop_title(shop: PrintShop) -> str:
    """Title of a shop in the language of the screen; a workshop's own as it wrote it."""
    known = TITLES.get(shop.id)
    return str(known) if known is not None and known.message == shop.title else shop.title
