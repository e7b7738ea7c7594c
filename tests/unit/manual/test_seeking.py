"""The search of the manual: Chinese and Latin words, titles first, no topic twice."""

from app.gui.help import book
from app.gui.help.seeking import Page, folded, seek
from app.gui.help.trail import Trail

CAT = Page("cat", "The cat", "A cat sits on the Repair bench; the repair is done.", "Where it sits")
BASE = Page("base", "Bases", "Every figurine gets a base. The cat too.")
KEY = Page("key", "工坊密钥", "抄下来，把纸锁进保险柜。恢复码打开一切。")
BOTH = (CAT, BASE, KEY)


def names(wanted: str, pages: tuple[Page, ...] = BOTH) -> list[str]:
    return [found.id for found in seek(pages, wanted)]


def test_nothing_is_found_for_nothing() -> None:
    assert not names("")
    assert not names("  ")
    assert not names("quantum")


def test_titles_count_more_than_text() -> None:
    assert names("cat") == ["cat", "base"]


def test_every_word_has_to_be_there() -> None:
    assert names("cat base") == ["base"]
    assert not names("cat 恢复码")


def test_case_width_and_english_endings_do_not_matter() -> None:
    assert names("ＲＥＰＡＩＲ") == ["cat"]
    assert names("repairs") == ["cat"]
    assert names("figurines") == ["base"]


def test_chinese_words_are_found_whole_and_in_pieces() -> None:
    assert names("恢复码") == ["key"]
    assert names("密钥") == ["key"]
    assert names("恢复保险柜") == []  # 复保 is nowhere
    assert names("纸锁进保险") == ["key"]


def test_the_snippet_shows_the_place() -> None:
    (found,) = seek((KEY,), "恢复码")
    assert "恢复码" in found.snippet
    assert found.words == ("恢复码",)


def test_a_topic_stands_once_and_the_language_of_the_screen_first() -> None:
    pages = (
        Page("a", "Scanner", "Any scanner works."),
        Page("a", "扫码枪", "scanner 也行", here=False),
        Page("b", "标签", "scanner scanner scanner", here=False),
    )
    assert names("scanner", pages) == ["a", "b"]


def test_folding_keeps_places() -> None:
    words = "…Ａ①ﬁß"
    assert len(folded(words)) == len(words)


def test_the_real_manual_answers_what_people_ask() -> None:
    pages = [
        Page(name, book.topic(name, code).title, book.plain(book.topic(name, code).body), here=code == "en")
        for code in ("en", "zh_CN")
        for name in book.ids()
    ]
    for wanted, topic in (
        ("recovery code", "admin-moving"), ("恢复码", "admin-moving"), ("扫码枪", "scanner"), ("lithophane", "reliefs"),
        ("postgresql", "admin-database"), ("drain holes", "prepare"), ("投诉", "service"), ("watermark", "proofs"),
    ):  # fmt: skip
        assert topic in [found.id for found in seek(pages, wanted)][:4], wanted


def test_back_and_forward() -> None:
    trail = Trail()
    assert trail.now == ""
    assert trail.back() == ""
    assert trail.forward() == ""
    for name in ("a", "b", "b", "c"):
        trail.go(name)
    assert (trail.back(), trail.back(), trail.back()) == ("b", "a", "a")
    assert not trail.can_go_back
    assert trail.forward() == "b"
    trail.go("d")
    assert not trail.can_go_forward
    assert trail.back() == "b"
