"""Which signs of a text are printed: none that the typefaces lack becomes a box, and what nobody sees is left out."""

import unicodedata
from dataclasses import dataclass

from app.layouts.typesetting.fonts import has

ALIKE = {"❤": "♥", "✓": "√", "✔": "√", "➜": "→", "❝": "“", "❞": "”", "‑": "-", "\u00a0": " ", "\t": " "}
"""Signs with one beside them that says the same."""
_UNSEEN = ("Cf", "Cc")
"""Categories of what has no shape of its own: joiners, directions, controls, marks that chose the colour of an emoji."""
_EMOJI = (
    (0x1F000, 0x1FAFF), (0x2600, 0x27BF), (0x2B00, 0x2BFF), (0x2300, 0x23FF), (0x1F1E6, 0x1F1FF), (0xE0000, 0xE007F),
)  # fmt: skip


@dataclass(frozen=True)
class Signs:
    """A text as it is set.

    emoji    what was left out since it is a picture in colour
    missing  what no typeface of ours has: the text is not what was ordered
    """

    text: str
    emoji: str = ""
    missing: str = ""


def printable(words: str) -> Signs:
    """The text with what can be set of it; line ends are kept."""
    kept: list[str] = []
    emoji: dict[str, None] = {}
    missing: dict[str, None] = {}
    for raw in unicodedata.normalize("NFC", words.replace("\r\n", "\n").replace("\r", "\n")):
        character = ALIKE.get(raw, raw)
        if character == "\n" or character.isspace() or has("regular", character):
            kept.append(" " if character.isspace() and character not in "\n\u3000" else character)
        elif unicodedata.category(character) in _UNSEEN or 0xFE00 <= ord(character) <= 0xFE0F:
            continue
        elif any(low <= ord(character) <= high for low, high in _EMOJI):
            emoji[character] = None
        else:
            missing[character] = None
    return Signs("".join(kept), "".join(emoji), "".join(missing))
