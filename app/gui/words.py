"""Words on widgets that follow a change of language while the window is open."""

from collections.abc import Iterable

from PySide6.QtCore import QObject

from app.i18n import Text

_PROPERTY = "statuetteWords"


class _Words:
    """Which setter of a widget got which words. A class of its own: Qt keeps it as it is instead of converting it."""

    def __init__(self) -> None:
        self.by_setter: dict[str, Text] = {}


def say(target: QObject, **words: Text) -> None:
    """Set words by setter, ``say(button, setText=text("Open…"))``, now and after every change of language."""
    kept = target.property(_PROPERTY)
    if not isinstance(kept, _Words):
        kept = _Words()
        target.setProperty(_PROPERTY, kept)
    kept.by_setter.update(words)
    _set(target, words)


def say_again(root: QObject) -> None:
    """Translate everything below ``root`` that :func:`say` has set, into the language of now."""
    for target in (root, *_children(root)):
        kept = target.property(_PROPERTY)
        if isinstance(kept, _Words):
            _set(target, kept.by_setter)


def _children(root: QObject) -> Iterable[QObject]:
    return root.findChildren(QObject)


def _set(target: QObject, words: dict[str, Text]) -> None:
    for setter, words_now in words.items():
        getattr(target, setter)(str(words_now))
