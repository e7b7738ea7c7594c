"""Nobody meets a word that is not in their language: the catalogue is complete, and no word bypasses it."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from app import i18n
from app.i18n import plural, text
from tests.untranslated import CATALOGUES, ROOT, catalogues_tool, every_literal, extracted, gaps, untranslated

TOOL = catalogues_tool()


@pytest.fixture(scope="module")
def words() -> Catalog:
    return extracted()


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


# What the workshop calls things, one word each: the English word, the Chinese one, and others that it is not called.
GLOSSARY = (
    (r"\bproofs?\b(?! sheet)", "样稿", ("确认稿", "校样", "打样稿", "打样样稿", "打样确认")),
    (r"\border book\b", "订单账本|账本", ("订单簿", "订单本子", "账簿")),
    (r"\bcreation\b", "作品", ("创作",)),
    (r"\byou(r)?\b", "", ("您",)),
    (r"\baccount\b", "", ("帐号", "帐户", "登入", "缺省")),
)


def test_a_thing_has_one_name(catalogue: Catalog) -> None:
    """People who read two words look for two things."""
    if catalogue.locale is None or catalogue.locale.language != "zh":
        pytest.skip("the words of Chinese")
    wrong = [
        f"{string}: {word}"
        for message in _messages(catalogue)
        for string in _strings(message)
        for _english, _chinese, others in GLOSSARY
        for word in others
        if word in string
    ]
    assert wrong == []


@pytest.mark.parametrize(("english", "chinese"), [(e, c) for e, c, _others in GLOSSARY if c])
def test_the_word_of_the_workshop_is_used(catalogue: Catalog, english: str, chinese: str) -> None:
    """In most sentences: the others speak around it, as Chinese may."""
    if catalogue.locale is None or catalogue.locale.language != "zh":
        pytest.skip("the words of Chinese")
    about = [message for message in _messages(catalogue) if re.search(english, _key(message), re.IGNORECASE)]
    named = [message for message in about if re.search(chinese, " ".join(_strings(message)))]
    assert len(about) > 3
    assert len(named) >= 0.6 * len(about), [_key(message) for message in about if message not in named]


def test_data_that_people_read_is_written_as_chinese() -> None:
    """Titles of sheets, templates, shops and materials stand in JSON, not in the catalogue."""
    odd = re.compile(r"[\u4e00-\u9fff][,;:!?(]|[,;:!?)][\u4e00-\u9fff]")
    found = []
    for path in sorted((ROOT / "resources").rglob("*.json")):
        strings = re.findall(r'"[^"\n]*[\u4e00-\u9fff][^"\n]*"', path.read_text("utf-8"))
        found += [f"{path.name}: {words}" for words in strings if odd.search(words)]
    assert found == []


@pytest.mark.parametrize("count", [0, 1, 2])
def test_the_window_speaks_chinese(count: int) -> None:
    before = i18n.language()
    try:
        i18n.activate("zh_CN")
        assert str(text("Repair and prove")) == "一键修复并验证"
        assert str(plural("{n} blocks", "{n} block", count)) == f"{count} 项阻止"
    finally:
        i18n.activate(before)


def test_no_word_goes_to_people_past_the_catalogue() -> None:
    assert len(list((ROOT / "app").rglob("*.py"))) > 100
    assert every_literal() == []


def test_nothing_is_left_to_translate() -> None:
    """The figure of the benchmark."""
    assert gaps() == []


@pytest.mark.parametrize(
    "source",
    [
        'QLabel("Ready")',
        'self.box.setText("Ready")',
        'self.box.setToolTip(f"Ready {x}")',
        'raise FileRefusedError("The file is broken.")',
        'say(menu, setTitle="File")',
        'bar.setText(x if y else "Ready")',
        'parser.add_argument("file", help="what is read")',
        'table.setHorizontalHeaderLabels(["Field", tr("Yours")])',
        'class Own(AppError): pass\nraise Own("The file is broken.")',
    ],
)
def test_a_word_past_the_catalogue_is_found(source: str) -> None:
    assert len(untranslated(source, "here")) == 1


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
    assert untranslated(source, "here") == []


def test_no_word_stands_inside_another_string() -> None:
    """Python 3.11 has no tokens inside an f-string: words there are translated by nobody."""
    may_have = re.compile(r"""\bf["'].*\b(tr|text|plural)\(|\bf(\"{3}|'{3})""")
    found = []
    for path in sorted((ROOT / "app").rglob("*.py")):
        source = path.read_text("utf-8")
        if not may_have.search(source):  # to parse all of them takes seconds
            continue
        for string in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr)):
            calls = (node.func for node in ast.walk(string) if isinstance(node, ast.Call))
            if any(isinstance(name, ast.Name) and name.id in {"tr", "text", "plural"} for name in calls):
                found.append(f"{path.relative_to(ROOT)}:{string.lineno}")
    assert not found
