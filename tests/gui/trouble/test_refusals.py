"""A refusal that nobody took is said where whoever is there looks."""

from app.errors import WriteRefusedError
from app.i18n import text
from tests.gui.trouble.conftest import Begin

FULL = "The disk of this PC is full."


def test_it_is_said_above_every_page_but_the_bench(begin: Begin) -> None:
    workstation = begin()
    window, notices = workstation.window, workstation.window.trouble.notices  # type: ignore[attr-defined]
    tell = workstation.crashes.tell
    assert tell is not None
    window.top_bar.workplace_chosen.emit("overview")
    for _ in range(2):
        tell(WriteRefusedError(text("The disk of this PC is full.")))
    said = [notice for notice in notices.shown if notice.words.text() == FULL]
    assert len(said) == 1, "once is enough"
    assert said[0].isVisible()
    assert FULL not in window.bench.messages.sentences
    said[0].close_it()
    window.top_bar.workplace_chosen.emit("model")
    tell(WriteRefusedError(text("The disk of this PC is full.")))
    assert FULL in window.bench.messages.sentences
    assert all(notice.words.text() != FULL for notice in notices.shown)
