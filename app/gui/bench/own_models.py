"""Models of whoever works here that the order book refused for good: kept, and offered as models of their own."""

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from app.commands import model
from app.commands.item_work import GoneOnError
from app.commands.workshop import Workshop
from app.errors import AppError
from app.gui.base.services import SetAside
from app.gui.widgets.message_bar import MessageBar
from app.i18n import Text, text
from app.orders.machine import StepRefusedError
from app.session.bench import Document
from app.session.document_seal import revisions_of

log = logging.getLogger(__name__)


class OwnModels:
    """What is kept here is offered with a message above the bench, until a person takes it or does not want it."""

    def __init__(self, workshop: Workshop, kept: SetAside, messages: MessageBar) -> None:
        self._workshop, self._kept, self._messages = workshop, kept, messages
        self._offered: dict[str, Text] = {}  # by the name that it is kept under: what was said

    def refused(self, document: Document, error: AppError) -> bool:
        """Keep what the book refuses for good, and say so; False where nothing is lost, or it could not be kept."""
        if not _is_lost(document, error):
            return False
        try:
            name = self._kept.keep(document)
        except AppError as problem:
            log.warning("what the book has refused cannot be kept: %s", type(problem).__name__)
            return False
        self._take_back_gone()
        words = text(
            "{why} Your own last version of “{title}” is kept on this PC.", why=error.sentence, title=document.title
        )
        self._offer(name, document, words, bad=True)
        return True

    def offer(self, book: str) -> None:
        """Say what is kept for this book, once while the program runs: whoever closes the message does not want it now."""
        self._take_back_gone()
        for name, document in self._kept.of_book(book):
            if name not in self._offered:
                words = text(
                    "Your own last version of “{title}” is kept on this PC: the order book did not take it.",
                    title=document.title,
                )
                self._offer(name, document, words)

    def _take_back_gone(self) -> None:
        """Something newer took its place, or it was erased with its order."""
        for name in [name for name in self._offered if not self._kept.has(name)]:
            self._messages.take_back(self._offered.pop(name))

    def _offer(self, name: str, document: Document, words: Text, *, bad: bool = False) -> None:
        self._offered[name] = words
        self._messages.say(
            words, "bad" if bad else "warn",
            (text("Open mine as a model of its own"), partial(self._take, name, document)),
            (text("Not needed"), partial(self._kept.drop, name)),
        )  # fmt: skip

    def _take(self, name: str, document: Document) -> None:
        if not self._workshop.store.has(document.revision):
            self._messages.say(text("The model of “{title}” is not on this PC any more.", title=document.title), "warn")
            self._kept.drop(name)
            return
        try:
            model.resume(self._workshop, as_own(document, self._workshop.store.has))
        except AppError as problem:  # the bench could not keep it: it stays here
            del self._offered[name]
            self._messages.say(problem.sentence, "bad")
            return
        self._kept.drop(name)


def _is_lost(document: Document, error: AppError) -> bool:
    """Whether the book refuses it for good, and the model is not among those that it has."""
    if isinstance(error, GoneOnError):
        return error.there is None or document.revision not in revisions_of(error.there)
    return isinstance(error, StepRefusedError)


def as_own(document: Document, is_here: Callable[[str], bool]) -> Document:
    """The same model, of no item any more. It still names its book: what is made of an order stays sealed on this PC."""
    title = str(text("My version of {title}", title=document.title))
    if not all(map(is_here, revisions_of(document))):
        document = replace(document, original=document.revision, edits=(), position=0)
    return replace(
        document, title=title, source=Path(title), item=0, saved_as=None, saved_revision=None, notes=(), made_here=False
    )
