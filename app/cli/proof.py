"""``statuette proof``: everything that a buyer looks at before a figurine is printed, into one folder."""

import argparse
from collections.abc import Callable
from pathlib import Path

from app.cli.answer import DONE, Answer, Given, frames, load_model, print_options, process_of, whole
from app.commands.proof import PARTS, ROUNDS, ProofWishes, lines_of, stem_of, today
from app.errors import WriteRefusedError
from app.i18n import language, plural, text, tr
from app.jobs.progress import Progress


def add_proof(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command."""
    proof = add("proof", _proof, tr("Make a proof for the buyer: pictures, films, a PDF sheet, a model that turns"))
    proof.add_argument("file", type=Path, metavar="IN")
    proof.add_argument("out", type=Path, metavar="OUT_FOLDER", help=tr("made where there is none"))
    print_options(proof)
    proof.add_argument("--parts", type=_parts, default=tuple(PARTS), metavar="LIST", help=", ".join(PARTS))
    proof.add_argument("--title", help=tr("what the figurine is called; else the name of its file"))
    proof.add_argument(
        "--round", type=_round, default=1, metavar="N", help=tr("how many times the buyer has been asked")
    )
    proof.add_argument("--base-text", default="", metavar="TEXT", help=tr("the text on the base, to be checked"))
    proof.add_argument(
        "--look-at", action="append", default=[], metavar="TEXT", help=tr("one more thing to check; may be repeated")
    )
    proof.add_argument("--watermark", default="", metavar="TEXT", help=tr("words across the pictures of the sheet"))
    proof.add_argument("--white", action="store_true", help=tr("the figurine is printed white"))
    proof.add_argument("--frames", type=frames, default=72, help=tr("pictures of one turn"))


def _proof(options: argparse.Namespace, progress: Progress, given: Given) -> Answer:
    process = process_of(options)
    folder: Path = options.out
    if not folder.absolute().parent.is_dir():
        raise WriteRefusedError(
            text("The folder “{folder}” does not exist; make it first.", folder=str(folder.absolute().parent))
        )
    if folder.exists() and not folder.is_dir():
        raise WriteRefusedError(text("“{name}” is a file; give a folder for the proof.", name=str(folder)))
    mesh, notes = load_model(options.file, options.height_mm, progress.part(0, 0.15))
    wishes = ProofWishes(
        title=options.title or options.file.stem,
        stem=stem_of(options.file.name),
        round=options.round,
        base_text=lines_of(options.base_text),
        look_at=tuple(options.look_at),
        parts=options.parts,
        white=options.white or process.color == "white",
        material=process.title() if options.process else "",
        watermark=options.watermark,
        day=today(),
        language=language(),
        frames=options.frames,
    )
    made = given.render(mesh, folder, {"proof": wishes}, progress.part(0.15, 1))
    data = {
        "file": str(options.file),
        "out": str(folder),
        "round": wishes.round,
        "size_mm": [round(float(edge), 4) for edge in mesh.size_mm],
        **made,
        "notes": [str(note) for note in notes],
    }
    count = len(made["files"])
    said = plural("Wrote {n} file into {folder}.", "Wrote {n} files into {folder}.", count, folder=str(folder))
    return Answer(DONE, data, (*notes, said))


def _parts(words: str) -> tuple[str, ...]:
    wanted = [word.strip() for word in words.split(",") if word.strip()]
    if not wanted or not set(wanted) <= set(PARTS):
        raise argparse.ArgumentTypeError(
            tr("“{words}” is no list of parts; write some of: {parts}", words=words, parts=",".join(PARTS))
        )
    return tuple(part for part in PARTS if part in wanted)


def _round(words: str) -> int:
    return whole(words, 1, ROUNDS)
