"""F1 has an answer everywhere: every dialog, panel and page of the program has its topic, at one place in the code."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QDialog, QWidget

import app.gui
from app.gui.frame.top_bar import WORKPLACES
from app.gui.help.places import TOPIC_OF, keys_of, topic_at
from app.gui.layout.side import PAGES as LAYOUT_PAGES
from app.gui.people.sections import SECTIONS
from app.gui.tool_pages.side import PAGES as TOOL_PAGES

# Questions of the gate, shown while nothing can be reached: F1 is shut out with everything else.
COVERS = {"DutyPage", "FirstAccountPage", "LogInPage", "PasswordPage", "TroublePage", "WaitPage"}
# Parts of a panel or page that is listed; F1 goes outwards to it.
PARTS = {
    "JobsPanel",
    "OrderQueuePanel",
    "PrintersPanel",
    "ToolPage",
    "HelpPage",
    "TodayPanel",
    "WaitingPanel",
    "AfterPanel",
}


def modules() -> Iterator[str]:
    for found in pkgutil.walk_packages(app.gui.__path__, "app.gui."):
        yield found.name


def kinds(base: type) -> set[type]:
    """All kinds of this one that our code makes, once everything is loaded."""
    found = set()
    rest = [base]
    while rest:
        for kind in rest.pop().__subclasses__():
            if kind not in found:
                found.add(kind)
                rest.append(kind)
    return {kind for kind in found if kind.__module__.startswith("app.")}


@pytest.fixture(scope="module", autouse=True)
def everything_is_loaded() -> None:
    for name in modules():
        importlib.import_module(name)


def listed(kind: type) -> bool:
    return any(ancestor.__name__ in TOPIC_OF for ancestor in kind.__mro__)


def test_every_dialog_has_a_topic() -> None:
    dialogs = kinds(QDialog)
    assert len(dialogs) > 30
    assert not sorted(kind.__name__ for kind in dialogs if not listed(kind))


def test_every_panel_and_page_has_a_topic() -> None:
    widgets = {
        kind
        for kind in kinds(QWidget)
        if kind.__name__.endswith(("Panel", "Page")) and kind.__name__ not in COVERS | PARTS
    }
    assert len(widgets) > 30
    missing = {kind.__name__ for kind in widgets if not listed(kind)}
    assert missing == {"Page"}  # the common ground of the pages of the workshop; each of them is listed


def test_every_page_of_the_workshop_has_a_topic_of_its_own() -> None:
    for _title, pages in SECTIONS:
        for page in pages:
            assert page.__name__ in TOPIC_OF


def test_the_table_names_what_there_is() -> None:
    names = {kind.__name__ for kind in kinds(QWidget)}
    gone = {key for key in TOPIC_OF if not key.startswith("#") and key not in names}
    assert not gone
    assert not (COVERS | PARTS) - names


def test_the_tables_that_this_test_stands_for_are_as_it_knows_them() -> None:
    """A new workplace, tool page or layout page makes whoever adds it look here, and at the manual."""
    assert [entry[0] for entry in WORKPLACES] == ["model", "layout", "dispatch", "pack", "service", "overview"]
    assert [entry[0] for entry in TOOL_PAGES] == ["check", "prepare", "fix", "color", "measure"]
    assert [entry[0] for entry in LAYOUT_PAGES] == ["template", "layers", "picture", "cut", "sheet", "output"]


class Fake:
    def __init__(self, name: str, helped: str = "") -> None:
        self._name, self._helped = name, helped

    def objectName(self) -> str:  # noqa: N802 - Qt's name
        return self._name

    def property(self, _name: str, /) -> str:
        return self._helped


def test_the_name_of_a_place_goes_before_that_of_its_object_and_kind() -> None:
    assert list(keys_of(Fake("jobs", "tools.fix"))) == ["#tools.fix", "#jobs", "Fake", "object"]
    assert topic_at(iter((Fake(""), Fake("jobs", "tools.fix"), Fake("orders")))) == "mend"
    assert topic_at(iter((Fake("nowhere"),))) is None
