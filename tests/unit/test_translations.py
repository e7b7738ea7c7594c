"""Nobody meets a word that is not in their language: the catalogue is complete, and no word bypasses it."""

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from app import errors, i18n
from app.i18n import plural, text

ROOT = Path(__file__).parent.parent.parent
CATALOGUES = sorted((ROOT / "resources" / "translations").glob("*/LC_MESSAGES/statuette.po"))

# Calls whose literal arguments land on the screen. ``setObjectName`` and the like name things for the program only.
SHOWING = {
    *("QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "QMenu"),
    *("QDockWidget", "QMessageBox", "label", "button", "tool"),
    *("setText", "set_text", "setPlainText", "setToolTip", "setStatusTip", "setWhatsThis", "setWindowTitle"),
    *("setTitle", "setPlaceholderText", "setInformativeText", "setDetailedText", "setLabelText", "setPrefix"),
    *("setAccessibleName", "setAccessibleDescription", "addAction", "addMenu", "addItem", "addTab", "addRow"),
    *("showMessage", "setWindowIconText", "setIconText"),
}
# Places after the first argument that name things for the program: the role of a label, the kind of a button.
FIRST_ONLY = {"label": 0, "button": 0, "tool": 1, "addItem": 0, "set_text": 0}
ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.AppError)}
BRAND = ("Statuette", "手办工坊")
MARKUP = re.compile(r"<[^>]*>?|^[^<]*>")  # also the halves of a tag that an f-string cuts in two
LETTERS = re.compile(r"[^\W\d_]{2}")


def _catalogues_tool() -> ModuleType:
    """The developers' extractor, loaded by path: ``packaging`` is no package of ours."""
    path = ROOT / "packaging" / "devtools" / "catalogues.py"
    spec = importlib.util.spec_from_file_location("statuette_catalogues", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = _catalogues_tool()


@pytest.fixture(scope="module")
def words() -> Catalog:
    found = TOOL.extract()
    assert isinstance(found, Catalog)
    return found


@pytest.fixture(params=CATALOGUES, ids=lambda path: path.parent.parent.name)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    path: Path = request.param
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _strings(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, (tuple, list)) else (str(message.string or ""),)


def _key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, (tuple, list)) else str(message.id)


def test_every_language_but_english_has_a_catalogue() -> None:
    assert {path.parent.parent.name for path in CATALOGUES} == set(i18n.LANGUAGES) - {"en"}


def test_every_word_is_translated(words: Catalog, catalogue: Catalog) -> None:
    known = {_key(message): message for message in _messages(catalogue) if all(_strings(message))}
    missing = [_key(message) for message in _messages(words) if _key(message) not in known]
    assert not missing, "run `catalogues.py update` and translate these"


def test_plural_words_are_translated_as_such(words: Catalog, catalogue: Catalog) -> None:
    known = {_key(message): message for message in _messages(catalogue)}
    forms = catalogue.num_plurals
    wrong = [
        _key(message)
        for message in _messages(words)
        if message.pluralizable and len(_strings(known[_key(message)])) != forms
    ]
    assert not wrong


def test_no_word_is_left_that_nobody_says(words: Catalog, catalogue: Catalog) -> None:
    said = {_key(message) for message in _messages(words)}
    assert [_key(message) for message in _messages(catalogue) if _key(message) not in said] == []
    assert list(catalogue.obsolete) == []


def test_no_translation_is_a_guess(catalogue: Catalog) -> None:
    assert [_key(message) for message in _messages(catalogue) if message.fuzzy] == []


def test_places_are_those_of_the_source(catalogue: Catalog) -> None:
    assert [_key(message) for message in _messages(catalogue) if not TOOL.same_places(message)] == []


def test_every_translation_can_be_filled(catalogue: Catalog) -> None:
    """A brace out of place or another format of a number would end in a ValueError on the screen."""
    places = re.compile(r"\{(\w+)[^}]*\}")
    for message in _messages(catalogue):
        sources = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        wanted = {whole.group(0) for source in sources for whole in places.finditer(source)}
        names = {whole.group(1) for source in sources for whole in places.finditer(source)}
        for string in _strings(message):
            assert {whole.group(0) for whole in places.finditer(string)} <= wanted, string
            if names:
                string.format(**dict.fromkeys(names, 1))


def test_chinese_reads_as_chinese(catalogue: Catalog) -> None:
    """Sentences have Chinese marks; a Chinese word is there unless the source is only figures, units and names."""
    if catalogue.locale is None or catalogue.locale.language != "zh":
        pytest.skip("the rules of Chinese")
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for message in _messages(catalogue):
        for string in _strings(message):
            bare = re.sub(r"\{\w+[^}]*\}", "", string)
            if string != _key(message) and re.search(r"[a-zA-Z]", re.sub(r"\{\w+[^}]*\}", "", _key(message))):
                assert chinese.search(bare) or "：" in bare, string
            assert not re.search(r"[\u4e00-\u9fff][,;:!?]|[\u4e00-\u9fff]\.(?!\w)|\.\.\.", string), string
            assert string.endswith("…") == _key(message).endswith("…"), string


@pytest.mark.parametrize("count", [0, 1, 2])
def test_the_window_speaks_chinese(count: int) -> None:
    before = i18n.language()
    try:
        i18n.activate("zh_CN")
        assert str(text("Repair and prove")) == "一键修复并验证"
        assert str(plural("{n} blocks", "{n} block", count)) == f"{count} 项阻止"
    finally:
        i18n.activate(before)


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
    elif isinstance(value, ast.BinOp):
        yield from _bare_words(value.left)
        yield from _bare_words(value.right)
    elif isinstance(value, ast.IfExp):
        yield from _bare_words(value.body)
        yield from _bare_words(value.orelse)
    elif isinstance(value, ast.BoolOp):
        for part in value.values:
            yield from _bare_words(part)


def _untranslated(source: str, where: str) -> list[str]:
    tree = ast.parse(source)
    # Errors of a module's own count as well: a class whose base is one of the family.
    family = ERRORS | {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any(getattr(base, "id", "") in ERRORS for base in node.bases)
    }
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = _called(node)
        if name in SHOWING:
            last = FIRST_ONLY.get(name)
            arguments = node.args if last is None else node.args[: last + 1]
        elif name in family:
            arguments = node.args
        elif name == "say":
            # say(widget, setText=…): the words are the keywords.
            arguments = [keyword.value for keyword in node.keywords]
        else:
            continue
        found += [f"{where}:{node.lineno} {name}: {word!r}" for value in arguments for word in _bare_words(value)]
    return found


def test_no_word_goes_to_people_past_the_catalogue() -> None:
    files = sorted((ROOT / "app").rglob("*.py"))
    assert len(files) > 100
    found = [
        line for path in files for line in _untranslated(path.read_text("utf-8"), path.relative_to(ROOT).as_posix())
    ]
    assert not found


@pytest.mark.parametrize(
    "source",
    [
        'QLabel("Ready")',
        'self.box.setText("Ready")',
        'self.box.setToolTip(f"Ready {x}")',
        'raise FileRefusedError("The file is broken.")',
        'say(menu, setTitle="File")',
        'bar.setText(x if y else "Ready")',
        'class Own(AppError): pass\nraise Own("The file is broken.")',
    ],
)
def test_a_word_past_the_catalogue_is_found(source: str) -> None:
    assert len(_untranslated(source, "here")) == 1


@pytest.mark.parametrize(
    "source",
    [
        'QLabel(tr("Ready"))',
        'label("", "dim")',
        'box.setText(f"{a} · {b}")',
        'box.setObjectName("panel")',
        'raise AppError(text("The file is broken."))',
        'self.setWindowTitle("Statuette 手办工坊")',
    ],
)
def test_what_needs_no_catalogue_is_left_alone(source: str) -> None:
    assert _untranslated(source, "here") == []


def test_no_word_stands_inside_another_string() -> None:
    """Python 3.11 has no tokens inside an f-string: words there are translated by nobody."""
    found = []
    for path in sorted((ROOT / "app").rglob("*.py")):
        for string in (
            node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.JoinedStr)
        ):
            calls = (node.func for node in ast.walk(string) if isinstance(node, ast.Call))
            if any(isinstance(name, ast.Name) and name.id in {"tr", "text", "plural"} for name in calls):
                found.append(f"{path.relative_to(ROOT)}:{string.lineno}")
    assert not found
