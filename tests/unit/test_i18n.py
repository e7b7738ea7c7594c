import pickle
from collections.abc import Iterator

import pytest

from app import i18n
from app.errors import AppError, FileRefusedError
from app.i18n import plural, text, tr


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    before = i18n.language()
    yield
    i18n.activate(before)


def test_lazy_text_is_translated_when_shown() -> None:
    words = text("Wrote {out}.", out="a.3mf")
    assert str(words) == "Wrote a.3mf."
    assert words == pickle.loads(pickle.dumps(words))


def test_plurals_follow_the_count() -> None:
    assert str(plural("{n} hole", "{n} holes", 1)) == "1 hole"
    assert str(plural("{n} hole", "{n} holes", 2)) == "2 holes"


def test_nested_text_speaks_the_same_language() -> None:
    assert str(text("{step}: {summary}", step="weld", summary=plural("{n} hole", "{n} holes", 2))) == "weld: 2 holes"


def test_braces_in_values_are_left_alone() -> None:
    assert tr("Wrote {out}.", out="{odd}.3mf") == "Wrote {odd}.3mf."


def test_errors_survive_the_way_between_processes() -> None:
    error = pickle.loads(pickle.dumps(FileRefusedError(text("No {thing}.", thing="paper"))))
    assert isinstance(error, AppError)
    assert str(error) == "No paper."


@pytest.mark.parametrize(
    ("name", "code"), [("zh_CN.UTF-8", "zh_CN"), ("zh_TW", "zh_CN"), ("en_GB.UTF-8", "en"), ("C", "en")]
)
def test_system_language(monkeypatch: pytest.MonkeyPatch, name: str, code: str) -> None:
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LC_ALL", name)
    assert i18n.system_language() == code
