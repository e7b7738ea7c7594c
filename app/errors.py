"""The one family of exceptions that is meant for the user's eyes; anything else that escapes is a bug."""

from typing import Any, Self

from app.i18n import Text


class AppError(Exception):
    """One sentence that says what is wrong and what to do. Shown as it is; never with a traceback.

    The first argument is the sentence (a ``Text``, or a ``str`` that is already in the user's language).
    """

    def __init__(self, sentence: Text | str) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)

    def __reduce__(self) -> tuple[Any, ...]:
        """Go from process to process whatever a kind of error takes to be made; the sentence is not made anew."""
        return _made_anew, (type(self), self.args), self.__dict__

    @classmethod
    def _blank(cls, args: tuple[object, ...]) -> Self:
        error = cls.__new__(cls)
        error.args = args
        return error


def _made_anew(kind: type[AppError], args: tuple[object, ...]) -> AppError:
    return kind._blank(args)  # noqa: SLF001 - of this file


class FileRefusedError(AppError):
    """A file that cannot be read: damaged, hostile, too large, or in a format that we do not take."""


class WriteRefusedError(AppError):
    """A file that cannot be written: no such folder, no right, no room, or a suffix that we do not know."""


class RepairFailedError(AppError):
    """A repair that could not do what it is for; the mesh is as it was."""


class BudgetExceededError(AppError):
    """A piece of work that wanted more time or memory than it may have."""


class Cancelled(Exception):  # noqa: N818 - not an error: somebody pressed cancel; nobody is shown anything
    """Raised from ``Progress`` inside the work that shall stop."""
