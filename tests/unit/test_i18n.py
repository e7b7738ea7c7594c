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


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Mei", "由 Mei 判定，会连同时间记录，不可更改。"),
        ("小梅", "由小梅判定，会连同时间记录，不可更改。"),
        ("小 梅", "由小 梅判定，会连同时间记录，不可更改。"),
        ("小梅 2", "由小梅 2 判定，会连同时间记录，不可更改。"),
    ],
)
def test_a_chinese_name_has_no_spaces_around_it_in_a_chinese_sentence(name: str, sentence: str) -> None:
    i18n.activate("zh_CN")
    assert tr("Recorded as decided by {who}, with the time, where nobody can change it.", who=name) == sentence


def test_what_parts_two_names_stays_and_what_parts_two_chinese_sentences_does_not() -> None:
    assert i18n._filled("{order} {title}", {"order": "小梅", "title": "夜歌手"}) == "小梅 夜歌手"
    assert i18n._filled("{one} {two}", {"one": "已停止。", "two": "未作更改。"}) == "已停止。未作更改。"
    assert tr("Order of {name} at {place}", name="小梅", place="广州") == "Order of 小梅 at 广州"
    assert i18n._filled("长 {mm:.1f} mm，{what} 处", {"mm": 1.25, "what": "三"}) == "长 1.2 mm，三处"
