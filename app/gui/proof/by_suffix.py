"""A picture, a film, a proof sheet or a page, by the suffix of the file: what the command line's ``render`` does."""

from pathlib import Path
from typing import Any

from app import i18n
from app.commands.proof import ProofWishes, stem_of, today
from app.errors import WriteRefusedError
from app.gui.pictures import render as pictures
from app.gui.pictures.darkroom import Darkroom
from app.gui.viewport.drawable import prepare
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.mesh import Mesh


def render(mesh: Mesh, out: Path, wishes: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Draw ``mesh`` into ``out``: .pdf and .html here, everything else in :mod:`app.gui.pictures.render`.

    With ``wishes["proof"]``, a ProofWishes, ``out`` is the folder of a whole proof. Raises as that does.
    """
    if isinstance(proof := wishes.get("proof"), ProofWishes):
        from app.gui.proof.make import make  # noqa: PLC0415 - loads Qt for the PDF

        made = make(mesh, proof, out, progress)
        return {"files": [str(f) for f in made.files], "revision": made.revision, "seconds": made.seconds}
    suffix = out.suffix.lower()
    if suffix not in (".pdf", ".html"):
        return pictures.render(mesh, out, wishes, progress)
    # What writes a sheet or a page is loaded for nothing else.
    from app.gui.proof.make import make_sheet  # noqa: PLC0415
    from app.gui.proof.page import write_page  # noqa: PLC0415

    if not len(mesh.faces):
        raise WriteRefusedError(text("There is nothing to draw: the model has no faces."))
    white = wishes.get("mode") == "shaded"
    proof = ProofWishes(
        title=str(wishes.get("title") or stem_of(out.name)), stem=out.stem, white=white, day=today(), language=i18n.language()
    )  # fmt: skip
    try:
        with Darkroom(prepare(mesh), (64, 64), "shaded" if white else "color") as room:
            if suffix == ".pdf":
                return make_sheet(mesh, room, proof, out, progress)
            return write_page(out, mesh, room, proof, progress)
    except OSError as error:
        raise pictures.unwritable(out, error) from error
