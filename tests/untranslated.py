"""Words that people see past the catalogue, and gaps in it: what the tests refuse and the benchmark counts."""

import ast
import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from app import errors

ROOT = Path(__file__).parent.parent
CATALOGUES = sorted((ROOT / "resources" / "translations").glob("*/LC_MESSAGES/statuette.po"))

# Calls whose literal arguments land on the screen. ``setObjectName`` and the like name things for the program only.
SHOWING = {
    *("QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "QMenu"),
    *("QDockWidget", "QMessageBox", "label", "button", "tool"),
    *("setText", "set_text", "setPlainText", "setToolTip", "setStatusTip", "setWhatsThis", "setWindowTitle"),
    *("setTitle", "setPlaceholderText", "setInformativeText", "setDetailedText", "setLabelText", "setPrefix"),
    *("setAccessibleName", "setAccessibleDescription", "addAction", "addMenu", "addItem", "addTab", "addRow"),
    *("showMessage", "setWindowIconText", "setIconText", "setHeaderLabels", "setHorizontalHeaderLabels"),
    *("addItems", "insertItem", "setTabText", "setTabToolTip", "addButton", "setDescription", "setItemText"),
}
# Places after the first argument that name things for the program: the role of a label, the kind of a button.
FIRST_ONLY = {"label": 0, "button": 0, "tool": 1, "addItem": 0, "set_text": 0, "addButton": 0}
ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.AppError)}
# Calls whose literal keywords land on the screen or the terminal.
SPOKEN_KEYWORDS = {
    "add_argument": {"help"}, "add_parser": {"help", "description", "epilog"}, "ArgumentParser": {"description", "epilog"},
    "add_argument_group": {"title", "description"}, "add_subparsers": {"title", "description", "help"},
    "_Parser": {"description", "epilog"},
}  # fmt: skip
BRAND = ("Statuette", "手办工坊")
MARKUP = re.compile(r"<[^>]*>?|^[^<]*>")  # also the halves of a tag that an f-string cuts in two
LETTERS = re.compile(r"[^\W\d_]{2}")

# English on purpose, and not looked at: ``damaged(…)`` of the reader of glTF, which names a place in the file as its format does,
# and what lib3mf says, in quotation marks.


def catalogues_tool() -> ModuleType:
    """The developers' extractor, loaded by path: ``packaging`` is no package of ours."""
    path = ROOT / "packaging" / "devtools" / "catalogues.py"
    spec = importlib.util.spec_from_file_location("statuette_catalogues", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _bare_words(value: ast.expr) -> Iterator[str]:
    """Literals with letters that stand in an argument itself, not inside a further call such as ``tr(…)``."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        bare = MARKUP.sub("", value.value)
        for name in BRAND:
            bare = bare.replace(name, "")
        if LETTERS.search(bare):
            yield value.value
    elif isinstance(value, ast.JoinedStr):
        for part in value.values:
            yield from _bare_words(part)
    elif isinstance(value, (ast.List, ast.Tuple)):
        for part in value.elts:
            yield from _bare_words(part)
    elif isinstance(value, ast.BinOp):
        yield from _bare_words(value.left)
        yield from _bare_words(value.right)
    elif isinstance(value, ast.IfExp):
        yield from _bare_words(value.body)
        yield from _bare_words(value.orelse)
    elif isinstance(value, ast.BoolOp):
        for part in value.values:
            yield from _bare_words(part)


def untranslated(source: str, where: str) -> list[str]:
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, (ast.Call, ast.ClassDef))]
    # Errors of a module's own count as well: a class whose base is one of the family.
    family = ERRORS | {
        node.name
        for node in nodes
        if isinstance(node, ast.ClassDef) and any(getattr(base, "id", "") in ERRORS for base in node.bases)
    }
    found = []
    for node in nodes:
        if isinstance(node, ast.ClassDef):
            continue
        name = _called(node)
        if name in SHOWING:
            last = FIRST_ONLY.get(name)
            arguments = node.args if last is None else node.args[: last + 1]
        elif name in family:
            arguments = node.args
        elif name in SPOKEN_KEYWORDS:
            arguments = [keyword.value for keyword in node.keywords if keyword.arg in SPOKEN_KEYWORDS[name]]
            if name == "add_argument_group":
                arguments += node.args
        elif name == "say":
            # say(widget, setText=…): the words are the keywords.
            arguments = [keyword.value for keyword in node.keywords]
        else:
            continue
        found += [f"{where}:{node.lineno} {name}: {word!r}" for value in arguments for word in _bare_words(value)]
    return found


@cache
def extracted() -> Catalog:
    """All words of the program that go through the catalogue; to find them takes seconds."""
    found = catalogues_tool().extract()
    assert isinstance(found, Catalog)
    return found


def every_literal() -> list[str]:
    """All words of the program that are given to people past the catalogue: file, line, call and words."""
    found = []
    for path in sorted((ROOT / "app").rglob("*.py")):
        found += untranslated(path.read_text("utf-8"), path.relative_to(ROOT).as_posix())
    return found


def gaps() -> list[str]:
    """Words that a catalogue does not have, has empty, or has as a guess."""
    said = {_first(message.id) for message in extracted() if message.id}
    found = []
    for path in CATALOGUES:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.parent.parent.name)
        good = set()
        for message in catalogue:
            strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
            if message.id and all(strings) and not message.fuzzy:
                good.add(_first(message.id))
        found += sorted(said - good)
    return found


def count() -> int:
    """The figure ``untranslated`` of the benchmark ``package``."""
    return len(every_literal()) + len(gaps())


def _first(words: object) -> str:
    return str(words[0]) if isinstance(words, (tuple, list)) else str(words)
