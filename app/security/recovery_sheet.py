"""The recovery sheet: the workshop's key as a paper to be kept in a safe, in words that are understood years later."""

from dataclasses import dataclass
from datetime import date

from app.i18n import Text, text

_GROUPS_A_LINE = 7
_GROUPS_OF_MARK = 4

TITLE = text("Recovery sheet of the workshop's key")
WHAT_FOR = (
    text("With this code another PC is given the workshop's key: when a PC joins the workshop, or when one is lost."),
    text("Without it nobody can read the buyers' data again after a PC is lost, not even from a backup."),
    text("Whoever has it can read everything: keep this sheet in a safe, and no copy of it on a PC."),
)
HOW = text(
    "How to use it: start Statuette on the other PC, choose the order book, and enter the code when it is asked for."
)


@dataclass(frozen=True)
class Sheet:
    """code: as ``to_code`` gives it; mark: the short name of the key, which the window shows, too."""

    code: str
    mark: str
    station: str
    day: date

    def code_lines(self) -> tuple[str, ...]:
        """The code in lines that can be copied by hand."""
        groups = self.code.split("-")
        return tuple("-".join(groups[at : at + _GROUPS_A_LINE]) for at in range(0, len(groups), _GROUPS_A_LINE))

    def facts(self) -> tuple[tuple[Text, str], ...]:
        """What else stands on the sheet."""
        return (
            (text("Fingerprint of the key"), spaced(self.mark)),
            (text("Made on"), self.day.isoformat()),
            (text("On the PC"), self.station),
        )

    def words(self) -> str:
        """The whole sheet as plain text."""
        facts = "\n".join(f"{title}: {value}" for title, value in self.facts())
        parts = (str(TITLE), "\n".join(self.code_lines()), facts, "\n".join(str(line) for line in WHAT_FOR), str(HOW))
        return "\n\n".join(("Statuette 手办工坊", *parts)) + "\n"


def spaced(mark: str) -> str:
    """A fingerprint in groups."""
    return " ".join(mark[at : at + _GROUPS_OF_MARK] for at in range(0, len(mark), _GROUPS_OF_MARK))
