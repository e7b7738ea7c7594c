"""Where a line of Chinese and Latin may be broken (GB/T 15834 5.1.11, W3C "Requirements for Chinese Text Layout" 3.1.3)."""

NOT_FIRST = frozenset("，。、；：？！）》〉」』】〕〗”’…—～·％℃°!?,.:;)]}%>/・ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々")
"""Never at the beginning of a line."""
NOT_LAST = frozenset("（《〈「『【〔〖“‘([{<￥¥$€£#＃@")
"""Never at its end."""


def is_wide(character: str) -> bool:
    """Whether it stands in a square of its own, so that a line may be broken beside it."""
    code = ord(character)
    return (
        0x2E80 <= code <= 0x9FFF
        or 0xAC00 <= code <= 0xD7AF
        or 0xF900 <= code <= 0xFAFF
        or 0xFE30 <= code <= 0xFE4F
        or 0xFF01 <= code <= 0xFF60
        or 0x20000 <= code <= 0x3FFFF
        or character in "…—“”‘’·"
    )


def atoms(line: str) -> list[str]:
    """The line in parts that are kept together; a part of blanks alone is where a line may end without them."""
    found: list[str] = []
    for character in line:
        before = found[-1] if found else ""
        if not before:
            found.append(character)
        elif character.isspace():
            if before.isspace():
                found[-1] += character
            else:
                found.append(character)
        elif before.isspace():
            if character in NOT_FIRST and len(found) > 1:
                found[-2:] = [found[-2] + before + character]
            else:
                found.append(character)
        elif character in NOT_FIRST or before[-1] in NOT_LAST:
            found[-1] += character
        elif is_wide(character) or is_wide(before[-1]):
            found.append(character)
        else:
            found[-1] += character
    return found
