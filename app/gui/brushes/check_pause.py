"""Stops the checks of the model while somebody draws on it."""

from app.commands import model
from app.commands.workshop import Workshop


class CheckPause:
    """Checks of a model that is about to change would only take the processor from the hand."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._stopped = False

    def begin(self) -> None:
        """A stroke begins."""
        check = self._workshop.checking
        if check is not None and check.open:
            check.cancel()
            self._stopped = True

    def changed(self) -> None:
        """The stroke changed the model: it will be checked as what comes onto the bench."""
        self._stopped = False

    def over(self) -> None:
        """Nothing came of the strokes: check again what was being checked."""
        if self._stopped:
            self._stopped = False
            model.inspect(self._workshop)
