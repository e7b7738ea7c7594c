"""Files and items of orders that are dropped on the window."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from app.gui.dispatch.send_words import is_sliced
from app.gui.window.parts import WindowParts
from app.i18n import text


def enter(window: WindowParts, event: QDragEnterEvent) -> None:
    """Take what can be dropped, and make ready for a model."""
    if window.orders.takes(event.mimeData()):
        event.acceptProposedAction()
    elif paths_of(event.mimeData()):
        event.acceptProposedAction()
        window.bench.empty.show_over(over=True)
        window.bench.viewport.start()


def leave(window: WindowParts) -> None:
    """It goes elsewhere."""
    window.bench.empty.show_over(over=False)


def drop(window: WindowParts, event: QDropEvent) -> None:
    """Open the first of the files, send it to print where it is sliced, or hand on what comes from an order."""
    window.bench.empty.show_over(over=False)
    if window.orders.takes(event.mimeData()):
        event.acceptProposedAction()
        window.orders.drop(event.mimeData())
        return
    paths = paths_of(event.mimeData())
    if not paths:
        return
    event.acceptProposedAction()
    if len(paths) > 1:
        window.bench.messages.say(text("One model at a time: “{file}” is opened.", file=paths[0].name), "info")
    opened = window.dispatch.send_file if is_sliced(paths[0].name) else window.open_file
    QTimer.singleShot(0, window.bench, lambda: opened(paths[0]))  # the program that drags waits for this handler


def paths_of(data: QMimeData) -> list[Path]:
    """Files of this computer among what is dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
