"""Proofs: what a buyer looks at and agrees to before anything is printed."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from app import moments
from app.commands.workshop import Workshop
from app.i18n import Text, text
from app.jobs.runner import Job
from app.session.bench import Document

if TYPE_CHECKING:
    from app.security.watermark import Watermark

Part = Literal["stills", "mp4", "webp", "pdf", "html"]
ROUNDS = 99
HASH_SHOWN = 12  # hexadecimal digits of the content hash on a proof: 48 bits tell any two models of a workshop apart
_REFUSED = '\\/:*?"<>|'  # what Windows takes in no file name

PARTS: dict[Part, tuple[Text, Text]] = {
    "stills": (text("Pictures"), text("Front, side, back and three-quarter view (PNG)")),
    "mp4": (text("Turntable film"), text("One turn of the figurine (MP4)")),
    "webp": (text("Turntable picture"), text("One turn that plays by itself in a chat (WebP)")),
    "pdf": (text("Proof sheet"), text("One A4 page to check and to sign (PDF)")),
    "html": (text("Model to turn"), text("Turns in any browser, without a network (HTML)")),
}


@dataclass(frozen=True)
class ProofWishes:
    """What a proof shows and says.

    stem       what its files are called, without the ending
    round      how many times the buyer has been asked, this time included
    look_at    what the buyer shall look at, beside the usual things; a line each
    parts      which of ``PARTS``
    white      whether the figurine is printed white: its colours are then not shown
    material   what it is printed in, in the buyer's words; may be empty
    watermark  words across the pictures of the sheet; may be empty
    mark       what every picture carries that is made for an order: where, when, which order; None for none
    day        ISO date
    language   code of the language it is written in
    frames     pictures of one turn
    """

    title: str
    stem: str
    round: int = 1
    base_text: str = ""
    look_at: tuple[str, ...] = ()
    parts: tuple[Part, ...] = tuple(PARTS)
    white: bool = False
    material: str = ""
    watermark: str = ""
    day: str = ""
    language: str = "en"
    frames: int = 72
    mark: "Watermark | None" = None

    def file_name(self, ending: str) -> str:
        """Such as ``singer-r2.pdf``, ``singer-r2-front.png``."""
        return f"{self.stem}-r{self.round}{ending}"


@dataclass(frozen=True)
class ProofMade:
    """The files of a proof, in the order of ``PARTS``, and the content hash of the model that they show."""

    folder: Path
    files: tuple[Path, ...]
    revision: str
    seconds: float


def stem_of(title: str) -> str:
    """A title as the beginning of file names."""
    name = title.removesuffix(Path(title).suffix) if len(Path(title).suffix) <= 6 else title
    return "".join("_" if sign in _REFUSED or ord(sign) < 32 else sign for sign in name).strip(" .") or "proof"


def written_on(document: Document) -> str:
    """What was written on the figurine so far, in the order of its edits; a line each."""
    steps = (edit for edit in document.edits[: document.position] if edit.tool == "lettering")
    return "\n".join(lines_of(str(step.values.get("text", ""))) for step in steps)


def lines_of(words: str) -> str:
    r"""Words in which “\n” begins another line, as in the tool that writes on figurines."""
    return words.replace("\\n", "\n").strip()


def today() -> str:
    """ISO date of this place."""
    return dt.datetime.now().astimezone().date().isoformat()


def written_day(day: str) -> str:
    """A day (ISO 8601) as the language of now writes it; words that are no date stay as they are."""
    try:
        return moments.day(dt.date.fromisoformat(day))
    except ValueError:
        return day


def short_hash(revision: str) -> str:
    """The content hash as it stands on a proof: in groups that can be read out."""
    shown = revision[:HASH_SHOWN]
    return " ".join(shown[i : i + 4] for i in range(0, len(shown), 4))


def rounds_in(folder: Path, stem: str) -> set[int]:
    """Which rounds have files in this folder; none where it cannot be read."""
    rounds = set()
    try:
        names = [path.name for path in folder.iterdir()]
    except OSError:
        return set()
    for name in names:
        number = name.removeprefix(f"{stem}-r").split(".")[0].split("-")[0]
        if name.startswith(f"{stem}-r") and number.isdecimal():
            rounds.add(int(number))
    return rounds


def make(  # noqa: PLR0917 - what it works with, and what it makes
    workshop: Workshop,
    document: Document,
    wishes: ProofWishes,
    folder: Path,
    work: str,
    made: Callable[[ProofMade], None],
) -> Job:
    """Make a proof of a document into ``folder``, beside everything else that is done meanwhile.

    ``work`` names the function that draws ("module:function", called with store, revision, wishes and folder): drawing
    lives above this room.
    """

    def then(result: ProofMade) -> None:
        workshop.preferences.last_folder = str(folder.parent)
        made(result)

    return workshop.runner.run(
        text("Make the proof of {title}", title=document.title),
        work,
        workshop.store, document.revision, wishes, folder,
        then=then, lane="pictures", writes=wishes.file_name(".pdf"),
    )  # fmt: skip
