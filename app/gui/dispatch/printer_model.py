"""Printers as a list of Qt: only tiles that say something else now are painted again."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.gui.dispatch.tiles import NEEDS, STATES, Tile, time_words
from app.i18n import tr

TILE = Qt.ItemDataRole.UserRole + 1
AnyIndex = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class PrinterModel(QAbstractListModel):
    """Tiles that the filter lets through, in the order of the workshop."""

    def __init__(self) -> None:
        super().__init__()
        self._all: dict[int, Tile] = {}
        self._rows: list[Tile] = []
        self._place: dict[int, int] = {}
        self._words, self._needs = "", False

    def show(self, tiles: Iterable[Tile]) -> None:
        """Show these, all of them."""
        self._all = {tile.id: tile for tile in tiles}
        self._lay()

    def update(self, tiles: Iterable[Tile]) -> None:
        """These say something else now."""
        for tile in tiles:
            if self._all.get(tile.id) == tile or tile.id not in self._all:
                continue
            self._all[tile.id] = tile
            number = self._place.get(tile.id)
            if number is not None and self._passes(tile):
                self._rows[number] = tile
                index = self.index(number)
                self.dataChanged.emit(index, index)
            elif self._passes(tile) or number is not None:
                self._lay()

    def filter(self, words: str, needs: bool) -> None:
        """Show those whose name or state holds these words; ``needs``: those alone at which somebody has to do something."""
        self._words, self._needs = words.strip().casefold(), needs
        self._lay()

    @property
    def tiles(self) -> dict[int, Tile]:
        """All, by id."""
        return self._all

    def tile(self, number: int) -> Tile | None:
        """What stands in a row."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def thing(self, number: int) -> Tile | None:
        """As ``tile``: what a list of things asks."""
        return self.tile(number)

    def id_of(self, tile: Tile) -> int:
        """The printer of a tile."""
        return tile.id

    def number_of(self, printer: int) -> int:
        """The row of a printer; -1 where it is not shown."""
        return self._place.get(printer, -1)

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        tile = self.tile(index.row())
        if tile is None:
            return None
        if role == TILE:
            return tile
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return f"{tile.name}: {STATES[tile.state].title} {tile.what}".strip()
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(tip_lines(tile))
        return None

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def _passes(self, tile: Tile) -> bool:
        if self._needs and tile.state not in NEEDS:
            return False
        return not self._words or self._words in f"{tile.name} {STATES[tile.state].title} {tile.what}".casefold()

    def _lay(self) -> None:
        rows = [tile for tile in self._all.values() if self._passes(tile)]
        if [tile.id for tile in rows] == [tile.id for tile in self._rows]:
            for number, (old, new) in enumerate(zip(self._rows, rows, strict=True)):
                if old != new:
                    self._rows[number] = new
                    self.dataChanged.emit(self.index(number), self.index(number))
            return
        self.beginResetModel()
        self._rows = rows
        self._place = {tile.id: number for number, tile in enumerate(rows)}
        self.endResetModel()


def tip_lines(tile: Tile) -> list[str]:
    """All that a tile says, in full."""
    lines = [tile.name, f"{STATES[tile.state].title}{f' · {tile.share:.0%}' if tile.share is not None else ''}"]
    if tile.what:
        lines.append(tile.what)
    if str(tile.words):
        lines.append(str(tile.words))
    if tile.left_s:
        lines.append(tr("{time} left", time=str(time_words(tile.left_s))))
    lines.extend(tile.facts)
    if tile.waiting:
        lines.append(tr("waiting: {n}", n=tile.waiting))
    if tile.stand_in:
        lines.append(tr("Tried on a stand-in of our own only, never on a real printer of this kind"))
    return lines
