from pathlib import Path

import pytest

from app.commands.proof import ProofWishes, rounds_in, short_hash, stem_of, written_on
from app.i18n import text
from app.session.bench import Document, Edit


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("singer.glb", "singer"),
        ("星河歌手.3mf", "星河歌手"),
        ("Dr. Who and the long ending", "Dr. Who and the long ending"),
        ('a/b\\c:d*e?"f"<g>|h.obj', "a_b_c_d_e__f__g__h"),
        ("..", "proof"),
        ("", "proof"),
        ("tab\there", "tab_here"),
    ],
)
def test_a_title_begins_file_names(title: str, stem: str, tmp_path: Path) -> None:
    assert stem_of(title) == stem
    (tmp_path / ProofWishes("x", stem_of(title)).file_name(".pdf")).write_text("x")


def test_rounds_are_read_from_the_folder(tmp_path: Path) -> None:
    for name in (
        "singer-r1.pdf",
        "singer-r3-front.png",
        "singer-r12.html",
        "other-r7.pdf",
        "singer-rx.pdf",
        "singer.pdf",
    ):
        (tmp_path / name).write_text("x")
    assert rounds_in(tmp_path, "singer") == {1, 3, 12}
    assert rounds_in(tmp_path / "missing", "singer") == set()
    assert rounds_in(tmp_path / "singer.pdf", "singer") == set()


def test_a_hash_can_be_read_out() -> None:
    assert short_hash("0123456789abcdef" * 4) == "0123 4567 89ab"


def test_what_was_written_is_what_is_to_be_checked() -> None:
    def step(tool: str, **values: str) -> Edit:
        return Edit(text("x"), "a", "b", tool=tool, values=values)

    edits = (
        step("lettering", text=r"致小满\n2026"),
        step("hollow"),
        step("lettering", text="♪"),
        step("lettering", text="no"),
    )
    document = Document("t", Path("t.glb"), "a", "b", "p", edits=edits, position=3)
    assert written_on(document) == "致小满\n2026\n♪", "what can be redone is not there"
