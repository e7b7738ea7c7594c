"""Marks become what the window says now."""

import pytest

from app.gui.help.marks import filled


class Window:
    """Says its names loudly."""

    def action(self, name: str) -> str:
        return {"file.open": "Open…", "view.x": "X_ray [1]"}[name]

    def keys(self, name: str) -> tuple[str, ...]:
        return {"file.open": ("Ctrl+O", "F3"), "view.x": ()}[name]

    def path(self, name: str) -> str:
        return f"File › {self.action(name)}"

    def menu(self, name: str) -> str:
        return {"file": "File"}[name]

    def place(self, name: str) -> str:
        return {"pack": "Pack"}[name]

    def panel(self, name: str) -> str:
        return {"jobs": "Jobs"}[name]

    def said(self, words: str) -> str:
        return words.upper()

    def tables(self) -> str:
        return "| Keys |\n|---|\n| `Ctrl+O` |"


@pytest.mark.parametrize(
    ("mark", "shown"),
    [
        ("{action:file.open}", "[Open…](statuette:file.open) `Ctrl+O`"),
        ("{action:view.x}", r"[X\_ray \[1\]](statuette:view.x)"),
        ("{name:file.open}", "[Open…](statuette:file.open)"),
        ("{key:file.open}", "`Ctrl+O` / `F3`"),
        ("{path:file.open}", "[File › Open…](statuette:file.open)"),
        ("{menu:file}", "[File](said:)"),
        ("{place:pack}", "[Pack](statuette:place/pack)"),
        ("{panel:jobs}", "[Jobs](statuette:panel/jobs)"),
        ("{say:Show (reason)}", "[SHOW (REASON)](said:)"),
        ("a {keys} b", "a | Keys |\n|---|\n| `Ctrl+O` | b"),
        ("{unknown:file.open} {}", "{unknown:file.open} {}"),
    ],
)
def test_a_mark_is_filled(mark: str, shown: str) -> None:
    assert filled(mark, Window()) == shown


@pytest.mark.parametrize("mark", ["{action:file.gone}", "{place:moon}", "{menu:none}", "{panel:none}", "{key:none}"])
def test_a_mark_that_names_nothing_is_refused(mark: str) -> None:
    with pytest.raises(KeyError):
        filled(f"Press {mark}.", Window())
