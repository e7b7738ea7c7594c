"""What the page of the order book says of a place."""

from pathlib import Path

from app.commands.places import PlaceWish
from app.i18n import Text, text
from app.orders.places import FolderTold
from app.settings.address import server_parts

GIGABYTE = 1e9
LITTLE_ROOM = 5 * GIGABYTE


def where_words(wish: PlaceWish) -> Text | str:
    """Where the order book is, for the summary."""
    address = wish.database or ""
    parts = server_parts(address)
    if parts is not None:
        return text("On the server {host}", host=parts.host)
    return (
        text("On this PC")
        if not address
        else text("On this PC, in {folder}", folder=wish.folder or str(Path(address).parent))
    )


def room_words(told: FolderTold) -> Text:
    """How much room a folder has."""
    free = f"{told.free / GIGABYTE:.0f}"
    if told.free < LITTLE_ROOM:
        return text("It can be written, but only {free} GB are free: a few hundred orders need more.", free=free)
    if not told.made:
        return text("The folder is made when you go on; {free} GB are free.", free=free)
    return text("It can be written; {free} GB are free.", free=free)
