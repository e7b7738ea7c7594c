from hypothesis import given, settings
from hypothesis import strategies as st

from app.layouts.typesetting.breaking import NOT_FIRST, NOT_LAST, atoms
from app.layouts.typesetting.lines import balanced, broken

CHINESE = "夏日晚风吹过堤岸灯塔亮了一盏"
words = st.text(alphabet=CHINESE + "，。！？、；：（）《》“”—… abcXYZ012,.", min_size=1, max_size=60)


def letters(part: str) -> float:
    return float(len(part))


def test_a_full_stop_goes_to_the_next_line_with_the_character_before_it() -> None:
    lines, torn = broken("夏日晚风。吹过堤岸", 4.0, letters)
    assert lines == ["夏日晚", "风。吹过", "堤岸"]
    assert not torn


def test_an_opening_bracket_is_never_last() -> None:
    assert broken("夏日晚《风吹》过", 4.0, letters)[0] == ["夏日晚", "《风吹》", "过"]


def test_latin_words_stay_whole_and_blanks_at_line_ends_vanish() -> None:
    assert broken("live from the sea", 9.0, letters)[0] == ["live from", "the sea"]
    assert broken("听 live 现场", 6.0, letters)[0] == ["听 live", "现场"]


def test_a_word_that_is_too_long_is_torn_and_said() -> None:
    lines, torn = broken("supercalifragilistic", 8.0, letters)
    assert lines == ["supercal", "ifragili", "stic"]
    assert torn


def test_one_character_wider_than_the_room_ends() -> None:
    assert broken("夏日", 0.5, letters) == (["夏", "日"], True)


def test_a_title_is_broken_into_lines_of_one_length() -> None:
    assert broken("世界很大先去看海", 7.0, letters)[0] == ["世界很大先去看", "海"]
    assert balanced("世界很大先去看海", 7.0, letters)[0] == ["世界很大", "先去看海"]
    assert balanced("世界很大，先去", 6.0, letters)[0] == ["世界很", "大，先去"]
    assert balanced("supercalifragilistic", 8.0, letters) == broken("supercalifragilistic", 8.0, letters)


@given(words, st.integers(6, 20))
def test_balanced_lines_are_no_more_and_no_longer(line: str, room: int) -> None:
    lines, torn = broken(line, float(room), letters)
    even, torn_too = balanced(line, float(room), letters)
    assert (len(even), torn_too) == (len(lines), torn)
    assert max(map(len, even)) <= max(map(len, lines))
    assert "".join("".join(even).split()) == "".join(line.split())


def test_a_blank_before_a_sign_is_no_place_to_break() -> None:
    assert broken("晚风 / 海", 3.0, letters)[0] == ["晚", "风 /", "海"]


def test_an_empty_line_stays_one() -> None:
    assert broken("", 5.0, letters) == ([""], False)


@given(words)
def test_atoms_are_the_line(line: str) -> None:
    assert "".join(atoms(line)) == line


@settings(max_examples=300)
@given(words, st.integers(6, 20))
def test_no_line_begins_or_ends_wrong_and_nothing_is_lost(line: str, room: int) -> None:
    lines, torn = broken(line, float(room), letters)
    assert "".join("".join(lines).split()) == "".join(line.split())
    assert all(len(part) <= room for part in lines)
    if not torn:
        # runs of signs that may not begin a line, at the beginning of the whole, have nothing before them
        assert not any(part[:1] in NOT_FIRST for part in lines[1:] if part and line.lstrip()[:1] not in NOT_FIRST)
        assert not any(part[-1:] in NOT_LAST for part in lines[:-1] if " " not in line)
