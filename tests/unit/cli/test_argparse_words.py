"""argparse speaks the language of the program, in all that a person can provoke it to say."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import i18n
from app.cli import argparse_words
from app.cli.main import _parser

PLACES = re.compile(r"%(?:\(\w+\))?[sr]")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    before = i18n.language()
    i18n.activate("zh_CN")
    yield
    i18n.activate(before)


def test_help_is_chinese_to_the_last_word() -> None:
    words = _parser().format_help()
    assert words.startswith("用法：")
    assert not re.search(r"\b(usage|options|positional|show|exit|this)\b", words.replace("--version", ""))


@pytest.mark.parametrize("command", [["inspect"], ["repair"], ["prepare"], ["orders", "list"], ["dispatch", "submit"]])
def test_help_of_a_command_is_chinese(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _parser().parse_args([*command, "--help"])
    said = capsys.readouterr().out
    assert "用法：" in said
    assert not re.search(r"\b(usage|options|positional|show|exit)\b", said)


@pytest.mark.parametrize(
    "arguments",
    [[], ["inspect"], ["inspect", "a.stl", "--height-mm"], ["inspect", "a.stl", "--height-mm", "tall"], ["nothing"]],
)
def test_its_errors_are_chinese(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _parser().parse_args(arguments)
    said = capsys.readouterr().err
    assert CHINESE.search(said)
    assert not re.search(r"\b(argument|arguments|expected|required|invalid|choice|choose|value)\b", said)


def test_places_are_kept() -> None:
    for english, words in argparse_words.WORDS.items():
        assert set(PLACES.findall(str(words))) <= set(PLACES.findall(english)), english
        assert CHINESE.search(str(words)), english


def test_python_still_says_what_we_translate() -> None:
    """A word that argparse says no more would be a translation of nothing."""
    source = Path(argparse.__file__).read_text("utf-8")
    for english in (*argparse_words.WORDS, *argparse_words.EXPECTED):
        assert english.replace("'", "\\'") in source or english in source, english
