"""What a judge says about a face."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget


@dataclass(frozen=True)
class Finding:
    """``kind``: what is wrong; ``where``: the widget, as a reader of the code finds it; ``words``: what it says."""

    kind: str
    where: str
    words: str

    def __str__(self) -> str:
        return f"{self.kind:<16} {self.where}: {self.words}"


def place_of(widget: QWidget) -> str:
    """The widget by its class, the name or words on it, and the classes of ours that it stands in."""
    names: list[str] = []
    at: QWidget | None = widget
    while at is not None:
        kind = type(at)
        if kind.__module__.startswith("app.") or not names:
            names.append(kind.__name__ + (f"#{at.objectName()}" if at.objectName() else ""))
        at = at.parentWidget()
    return " < ".join(names[:4])


def words_of(widget: QWidget) -> str:
    """What a widget says, shortened."""
    for name in ("text", "currentText", "title", "placeholderText", "windowTitle"):
        say = getattr(widget, name, None)
        if callable(say):
            try:
                words = str(say())
            except TypeError:
                continue
            if words:
                return words.replace("\n", " ")[:70]
    return widget.toolTip().replace("\n", " ")[:70]
