"""What every buyer is asked to look at, beside what the workshop adds."""

from app.commands.proof import ProofWishes
from app.i18n import text


def to_look_at(wishes: ProofWishes, height_mm: float) -> list[str]:
    """One line for each thing, in the language of now; what the workshop adds comes first."""
    usual = [
        text("Face, hair and hands are as you want them"),
        text("The pose, and everything held or worn, is right"),
        text("The size is right: {mm} mm high", mm=f"{height_mm:.1f}"),
    ]
    if not wishes.white:
        usual.append(text("The colours are right; a print is a little less bright than a screen"))
    if wishes.base_text:
        usual.append(text("Every letter of the text on the base is right"))
    return [*wishes.look_at, *(str(words) for words in usual)]
