"""Collects Python's cyclic garbage on the main thread only.

Python runs its collector on whichever thread happens to allocate; when that is a worker and the garbage holds a widget,
Qt takes the widget down on the wrong thread and the program crashes (calibre and Anki met the same and do the same).
"""

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 500


class MainThreadCollector(QObject):
    """Takes the automatic collector's place until :meth:`close`."""

    def __init__(self) -> None:
        super().__init__()
        gc.collect()
        gc.freeze()  # what the imports left lives as long as the program: looking at it again and again takes 50 ms
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.collect_if_due)
        self._timer.start()

    def collect_if_due(self) -> None:
        """Collect the oldest generation that Python's own thresholds call for."""
        counts, limits = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > limits[generation] > 0:
                gc.collect(generation)
                return

    def keep(self) -> None:
        """A room of the program was loaded, which stays as long as the program: look at it no more.

        The little garbage that the loading made stays too: to look for it first would hold the window for 40 ms.
        """
        gc.freeze()

    def close(self) -> None:
        """Give the work back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
