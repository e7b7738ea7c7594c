"""The real window on a folder of its own, and what taking pictures of it needs: waiting, cutting out, few colours."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 240.0


class Stage:
    """``home``: the folder that the program works on; it holds nothing of whoever takes the pictures."""

    def __init__(self, home: Path, size: tuple[int, int]) -> None:
        from app.bootstrap.assembling import assemble  # noqa: PLC0415 - after the folder and the path are set

        self.home = home
        self.workstation: Any = assemble()
        self.window, self.application = self.workstation.window, self.workstation.application
        self.desk = self.workstation.desk
        self.window.resize(*size)
        self.window.workshop.preferences.first_start_done = True  # no assistant over what is shown

    def action(self, name: str) -> None:
        """Do what this action does."""
        self.window.actions_.by_id[name].trigger()

    def go(self, workplace: str) -> None:
        """Show a workplace."""
        self.window.top_bar.workplace_chosen.emit(workplace)

    def until(self, there: Callable[[], bool]) -> None:
        """Let the program work until this is so."""
        end = time.monotonic() + PATIENCE
        while not there():
            if time.monotonic() > end:
                raise TimeoutError("the window did not get as far as the picture")
            self.application.processEvents()
            time.sleep(0.005)

    def rest(self, seconds: float) -> None:
        """Let the program work for so long: what is drawn in its time comes to its end."""
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() > end)

    def model_drawn(self) -> bool:
        """Whether the picture shows what is on the bench."""
        bench, mesh = self.window.workshop.bench, self.window.wiring.display.mesh
        return mesh is not None and bench.document is not None and mesh.revision == bench.document.revision

    def open_sample(self) -> None:
        """The first sample figurine on the bench, checked and drawn."""
        bench = self.window.workshop.bench
        self.window.wiring.open_sample(self.window._services.samples[0][0])  # noqa: SLF001 - nobody else knows them
        self.until(lambda: bench.report is not None and bool(self.window.workshop.repairs) and self.model_drawn())
        self.rest(1.5)

    def dialog(self, kind: type) -> Any:
        """The open window of this kind."""
        found: list[Any] = []

        def there() -> bool:
            found[:] = [
                widget
                for widget in self.application.topLevelWidgets()
                if isinstance(widget, kind) and widget.isVisible()
            ]
            return bool(found)

        self.until(there)
        self.rest(0.5)
        return found[-1]

    def around(self, *widgets: Any) -> Any:
        """The rectangle of the main window that holds these widgets."""
        from PySide6.QtCore import QPoint, QRect  # noqa: PLC0415

        whole = QRect()
        for widget in widgets:
            whole = whole.united(QRect(widget.mapTo(self.window, QPoint(0, 0)), widget.size()))
        return whole

    def save(self, path: Path, widget: Any = None, cut: Any = None, *, over: Any = None, colors: int = 256) -> None:
        """Write a picture of this widget (the window), or of a part of it; ``over``: a dialog that stands over it."""
        self.rest(0.8)
        self._finish_picture()
        widget = widget or self.window
        image = (widget.grab() if cut is None else widget.grab(cut)).toImage()
        if over is not None:
            _lay_over(image, over.grab().toImage(), dark=self.window.look.tokens.dark)
        path.parent.mkdir(parents=True, exist_ok=True)
        image.save(str(path), "PNG", 0)
        _shrink(path, colors)
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1000} kB", flush=True)

    def _finish_picture(self) -> None:
        """Let the 3D picture be drawn to its end: a slow machine draws it in turns, and one that is late shows it black."""
        viewport = self.window.bench.viewport
        if not viewport.isVisible() or self.window.workshop.bench.document is None:
            return

        from PySide6.QtGui import QColor  # noqa: PLC0415

        ground = QColor(self.window.look.tokens.viewport_top).lightness()

        def drawn() -> bool:
            viewport.redraw()
            viewport.screenshot()  # draws what is left at once
            self.rest(0.4)
            image = viewport.grab().toImage()
            places = [(image.width() * x // 10, image.height() * y // 10) for x in (1, 2, 8, 9) for y in (2, 5, 7)]
            seen = [image.pixelColor(*place).lightness() for place in places]
            return sum(abs(light - ground) < 40 for light in seen) >= 3 and max(seen) > 12

        self.until(drawn)

    def close(self) -> None:
        """Close the program."""
        self.workstation.close()


def _lay_over(image: Any, dialog: Any, *, dark: bool) -> None:
    """Put the picture of a dialog into the middle of that of its window, which steps back behind it."""
    from PySide6.QtCore import QRectF, Qt  # noqa: PLC0415 - after the folder and the path are set
    from PySide6.QtGui import QColor, QPainter, QPainterPath  # noqa: PLC0415

    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(image.rect(), QColor(0, 0, 0, 130 if dark else 90))
    x, y = (image.width() - dialog.width()) // 2, (image.height() - dialog.height()) // 2
    frame = QRectF(x, y, dialog.width(), dialog.height())
    painter.setPen(Qt.PenStyle.NoPen)
    for step in range(12, 0, -1):  # a soft shadow
        painter.setBrush(QColor(0, 0, 0, 10))
        painter.drawRoundedRect(frame.adjusted(-step, -step + 6, step, step + 6), 10 + step, 10 + step)
    shape = QPainterPath()
    shape.addRoundedRect(frame, 10, 10)
    painter.setClipPath(shape)
    painter.drawImage(x, y, dialog)
    painter.end()


def _shrink(path: Path, colors: int) -> None:
    """Few colours are enough for a screen picture, and a quarter of the bytes."""
    from PIL import Image  # noqa: PLC0415

    with Image.open(path) as image:
        small = image.convert("RGB").quantize(
            colors, Image.Quantize.MEDIANCUT, kmeans=3, dither=Image.Dither.FLOYDSTEINBERG
        )
    small.save(path, optimize=True)
