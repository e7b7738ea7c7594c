import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.layouts.typesetting import fonts


@pytest.fixture
def unread() -> Iterator[None]:
    """Fonts that nobody has read yet, and threads that take turns all the time."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    _forget()
    yield
    sys.setswitchinterval(interval)
    _forget()


def _forget() -> None:
    fonts.font.cache_clear()
    fonts.glyph.cache_clear()
    fonts.kern.cache_clear()


@pytest.mark.usefixtures("unread")
def test_threads_that_set_text_at_once_get_their_own_glyphs() -> None:
    characters = [chr(code) for code in range(0x4E00, 0x4E00 + 400)]

    def read(character: str) -> tuple[fonts.Glyph, float]:
        return fonts.glyph("regular", character), fonts.kern("regular", "A", "V")

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(read, characters))
    _forget()
    assert together == [read(character) for character in characters]
