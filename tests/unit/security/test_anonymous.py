"""Whatever of a person gets into a message, a traceback or a log, nothing of it comes out again."""

import traceback

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.security.anonymous import anonymous

CAPITAL = st.sampled_from("ABCDEFGHIJKLMNOPRSTUVWZÄÖÜÉŁŠ")
SMALL = st.text("abcdefghijklmnopqrstuvwzäöüéłš", min_size=3, max_size=9)
LATIN = st.builds(lambda a, b, c, d: f"{a}{b} {c}{d}", CAPITAL, SMALL, CAPITAL, SMALL)
CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=4)
NAME = LATIN | CHINESE
DIGITS = st.text("0123456789", min_size=8, max_size=8)
PHONE = st.builds(
    lambda a, b: f"1{a}{b}", st.sampled_from(["3", "5", "7", "8", "9"]), st.text("0123456789", min_size=9, max_size=9)
)
MAIL = st.builds(
    lambda a, b: f"{a}@{b}.cn",
    st.text("abcdef.xyz", min_size=3, max_size=9).map(lambda s: f"a{s}b"),
    st.text("mnopq", min_size=4, max_size=8),
)
ORDER = st.builds(
    lambda p, day, n: f"{p}-{day}-{n:04d}",
    st.sampled_from(("MG", "P", "C", "QX")), st.dates().map(lambda d: f"{d:%Y%m%d}".zfill(8)), st.integers(0, 9999),
)  # fmt: skip
ADDRESS = st.builds(lambda a, n, b: f"{a}路{n}号{b}室", CHINESE, st.integers(1, 999), CHINESE)
USER = st.text("abcdefghjkmnpqrstuvwz", min_size=5, max_size=10)
ENDING = st.sampled_from(("stl", "glb", "png", "jpg", "3mf", "pdf", "xlsx"))
FILE = st.builds(lambda name, ending: f"{name}.{ending}", NAME, ENDING)
PATH = st.builds(
    lambda form, user, file: form.format(user=user, file=file),
    st.sampled_from(
        ("/home/{user}/Orders/{file}", "C:\\Users\\{user}\\Desktop\\{file}", "/Users/{user}/{file}", "\\\\nas\\{user}\\{file}",
         "/media/{user}/stick/{file}", "D:/{user}/{file}")
    ),
    USER, FILE,
)  # fmt: skip
FORMS = (
    "cannot open {}",
    "the order of {} is late",
    "ValueError: {} is not a number",
    "2026-11-30 06:48:22,123 WARNING window[812] app.orders: came from {}",
    "({})",
    "name={}, age=3",
)


def pieces(told: str) -> list[str]:
    """What must not be left: the whole, and each word of it that tells something."""
    words = [
        word
        for word in told.replace("\\", "/").replace(".", " ").replace("/", " ").replace("-", " ").split()
        if len(word) > 2
    ]
    return [told, *(w for w in words if w.lower() not in KNOWN)]


KNOWN = {
    "home",
    "orders",
    "users",
    "desktop",
    "media",
    "stick",
    "nas",
    "stl",
    "glb",
    "png",
    "jpg",
    "3mf",
    "pdf",
    "xlsx",
}


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FORMS), NAME | PHONE | MAIL | ORDER | ADDRESS | FILE | PATH)
def test_nothing_of_a_person_is_left_in_a_message(form: str, told: str) -> None:
    line = form.format(told)
    clean = anonymous(line)
    for piece in pieces(told):
        if not any(piece in form for form in FORMS):
            assert piece not in clean, clean


@settings(max_examples=150, deadline=None)
@given(NAME | PHONE | MAIL | ORDER | ADDRESS | FILE | PATH)
def test_nothing_of_a_person_is_left_in_a_traceback(told: str) -> None:
    def inner(value: str) -> None:
        raise LookupError(f"nothing for {value}")

    try:
        try:
            inner(told)
        except LookupError as error:
            error.add_note(f"seen with {told}")
            raise ValueError(told) from error
    except ValueError as error:
        words = "".join(traceback.format_exception(error))
    clean = anonymous(words)
    assert anonymous(clean) == clean  # a log is scrubbed once more when it goes into a report
    for piece in pieces(told):
        assert piece not in clean, clean
    assert "in inner" in clean
    assert "LookupError: " in clean
    assert "tests/unit/security/test_anonymous.py" in clean


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_taken(words: str) -> None:
    assert isinstance(anonymous(words), str)


def test_known_names_go_wherever_they_stand() -> None:
    assert "birthday" not in anonymous("cannot read birthday of grandma", ("birthday of grandma",))


@pytest.mark.parametrize(
    "line",
    [
        "ValueError: operands could not be broadcast together with shapes (3,) (4,)",
        "AttributeError: 'NoneType' object has no attribute 'foo'",
        "QPainter::begin: Paint device returned engine == 0, type: 2",
        "Fatal Python error: Segmentation fault",
        "Current thread 0x00007f12 (most recent call first):",
        '  File "/usr/lib/python3/numpy.py", line 3 in load',
        "2026-11-30 06:48:22,123 WARNING window[12345678] app.x: 3 of 4 done in 0.250 s",
        "order.move took 0.250 s for item:913291362215291451",
        "a ratio of 3/4, and/or",
        "OpenGL 4.5 (Core Profile) Mesa 25.0.7",
    ],
)
def test_what_helps_is_kept(line: str) -> None:
    assert anonymous(line) == line


def test_places_of_code_are_told_from_our_root() -> None:
    clean = anonymous("".join(traceback.format_stack(limit=1)))
    assert "<program>/tests/unit/security/test_anonymous.py" in clean
    assert '"<libraries>/numpy/core.py"' in anonymous(
        '  File "/home/anna/v/lib/site-packages/numpy/core.py", line 1, in f'
    )
