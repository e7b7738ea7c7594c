"""The manual is whole: every topic in both languages, no dead link, no missing picture, no word that the window does not say."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from app.gui.help import book, places
from app.gui.help.marks import MARK
from app.i18n import LANGUAGES

ROOT = Path(__file__).parent.parent.parent.parent
CATALOGUE = ROOT / "resources" / "translations" / "zh_CN" / "LC_MESSAGES" / "statuette.po"
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]*)\)")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)]*)\)")
CODES = {"en": "en", "zh_CN": "zh"}
MOST_BYTES = 8_000_000
PAGES = [(topic, language) for topic in book.ids() for language in LANGUAGES]


def body(topic: str, language: str) -> str:
    return book.topic(topic, language).body


def test_each_language_has_the_topics_of_the_contents_and_no_others() -> None:
    wanted = set(book.ids())
    assert len(wanted) == len(book.ids())
    for language in LANGUAGES:
        assert {path.stem for path in (book.MANUAL / language).glob("*.md")} == wanted
        assert all(section.titles[language] for section in book.sections())


@pytest.mark.parametrize(("topic", "language"), PAGES)
def test_a_page_has_a_title_and_fits(topic: str, language: str) -> None:
    words = body(topic, language)
    assert words.startswith("# ")
    assert book.topic(topic, language).title
    assert len(words.splitlines()) < 90
    assert "**" not in words, "bold letters fail beside Chinese punctuation: use {say:…}"


@pytest.mark.parametrize(("topic", "language"), PAGES)
def test_links_lead_somewhere(topic: str, language: str) -> None:
    targets = LINK.findall(body(topic, language))
    for target in targets:
        assert target.removesuffix(".md") in book.ids(), target
        assert target.endswith(".md")
        assert target != f"{topic}.md", "a page that leads to itself"


@pytest.mark.parametrize(("topic", "language"), PAGES)
def test_pictures_are_there_in_both_shades_with_words_for_who_cannot_see_them(topic: str, language: str) -> None:
    for words, target in PICTURE.findall(body(topic, language)):
        assert words.strip()
        assert target.endswith(f"-{CODES[language]}-light.png"), target
        for shade in ("light", "dark"):
            path = (book.MANUAL / language / target.replace("-light.", f"-{shade}.")).resolve()
            assert path.is_file(), path.name
            assert path.read_bytes().startswith(b"\x89PNG")


def test_every_picture_is_shown_and_all_of_them_stay_small() -> None:
    shown = {
        Path(target.replace("-light.", f"-{shade}.")).name
        for topic, language in PAGES
        for _words, target in PICTURE.findall(body(topic, language))
        for shade in ("light", "dark")
    }
    there = {path.name: path.stat().st_size for path in (book.MANUAL / "pictures").iterdir()}
    assert set(there) == shown
    assert sum(there.values()) < MOST_BYTES


@pytest.mark.parametrize("topic", book.ids())
def test_both_languages_tell_the_same(topic: str) -> None:
    english, chinese = body(topic, "en"), body(topic, "zh_CN")
    for pattern in (r"^##+ ", r"^\d+\. ", r"^- ", r"^\|", r"^```", r"^!\["):
        counts = [len(re.findall(pattern, words, re.MULTILINE)) for words in (english, chinese)]
        assert counts[0] == counts[1], pattern
    assert {found.group() for found in MARK.finditer(english)} == {found.group() for found in MARK.finditer(chinese)}
    assert set(LINK.findall(english)) == set(LINK.findall(chinese))
    code = [re.findall(r"^```$(.*?)^```$", words, re.MULTILINE | re.DOTALL) for words in (english, chinese)]
    assert code[0] == code[1], "commands are the same in every language"


def test_quoted_words_are_words_of_the_program() -> None:
    with CATALOGUE.open("rb") as file:  # it has all words of the program and no others: test_translations looks
        known = {message.id[0] if isinstance(message.id, tuple) else message.id for message in read_po(file)}
    said = {
        (topic, found.group(2))
        for topic, language in PAGES
        for found in MARK.finditer(body(topic, language))
        if found.group(1) == "say"
    }
    assert said
    assert not {(topic, words) for topic, words in said if words not in known}


@pytest.mark.parametrize(("topic", "language"), PAGES)
def test_no_mark_is_misspelt(topic: str, language: str) -> None:
    left = MARK.sub("", re.sub(r"^```$.*?^```$", "", body(topic, language), flags=re.MULTILINE | re.DOTALL))
    left = left.replace("{keys}", "")
    assert not re.findall(r"\{[a-z]*:?[^}]*\}", left)


def test_places_lead_to_topics() -> None:
    assert set(places.TOPIC_OF.values()) <= set(book.ids())


def test_plain_words_hold_no_signs_of_markdown() -> None:
    page = (
        "# Title\n\n![A cat](x.png)\n\n1. Press {action:file.open} or `Ctrl+O`, [here](report.md).\n\n"
        "| a | b |\n|---|---|\n| c | d |\n"
    )
    assert book.plain(page) == "Title A cat 1. Press  or  Ctrl+O , here. a   b c   d"
    assert book.headings("# A\n\n## B\n\ntext\n\n### C\n") == "B\nC"


def test_the_words_of_a_picture_stand_below_it() -> None:
    assert book.captioned("a\n\n![A cat](x.png)\n\nb") == "a\n\n![A cat](x.png)\n\n*A cat*\n\nb"
    assert book.captioned("words ![A cat](x.png) in a line") == "words ![A cat](x.png) in a line"
