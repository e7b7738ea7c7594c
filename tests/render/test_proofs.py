"""Whole proofs, judged from outside: Poppler reads the sheet, OpenCV and Pillow the pictures and films."""

import base64
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import cv2
import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from viewport_shapes import cube, painted

from app import i18n
from app.commands.proof import ProofMade, ProofWishes, short_hash
from app.errors import Cancelled, WriteRefusedError
from app.gui.proof.by_suffix import render
from app.gui.proof.make import make, make_from_store
from app.gui.proof.paper import Paper, typesetting
from app.jobs.progress import Progress, silent
from app.mesh.mesh import Mesh
from app.security.watermark import Watermark, code_in, read_code
from app.storage.mesh_store import FolderMeshStore

pytestmark = [pytest.mark.render, pytest.mark.usefixtures("qapp")]
GREEN = (40, 170, 60)
WISHES = ProofWishes(
    title="星河歌手", stem="singer", round=2, base_text="致小满", look_at=("The microphone is silver",), material="树脂",
    watermark="PROOF", day="2026-11-25", frames=5,
)  # fmt: skip
MARK = Watermark("PC-03 · 2026-11-25 10:20 · MG-20261125-0172", b"order")


def poppler(program: str, *words: object) -> str:
    if shutil.which(program) is None:
        pytest.skip(f"{program} (poppler-utils) is not here")
    done = subprocess.run(
        [program, *map(str, words)], capture_output=True, text=True, check=True, encoding="utf-8", timeout=60
    )
    return done.stdout


def sheet(tmp_path: Path, mesh: Mesh, wishes: ProofWishes = WISHES) -> Path:
    made = make(mesh, ProofWishes(**{**vars(wishes), "parts": ("pdf",)}), tmp_path, silent())
    assert made.files == (tmp_path / "singer-r2.pdf",)
    return made.files[0]


def picture_of(path: Path) -> np.ndarray:
    """(H, W, 3) int."""
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def drawn(pdf: Path, dpi: int = 100) -> np.ndarray:
    """(H, W, 3) int: the page as Poppler draws it."""
    poppler("pdftoppm", "-r", dpi, "-png", "-singlefile", pdf, pdf.with_suffix(""))
    return picture_of(pdf.with_suffix(".png"))


@pytest.fixture(scope="module")
def whole(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> tuple[ProofMade, list[float]]:
    """A whole proof for an order, and how far it was told to be."""
    assert qapp
    told: list[float] = []
    folder = tmp_path_factory.mktemp("whole") / "proof"
    wishes = replace(WISHES, mark=MARK)
    return make(painted(cube(), GREEN), wishes, folder, Progress(lambda done, _what: told.append(done))), told


def test_a_whole_proof_is_made_in_one_go(whole: tuple[ProofMade, list[float]]) -> None:
    made, told = whole
    names = [path.name for path in made.files]
    assert names == [
        "singer-r2-front.png", "singer-r2-side.png", "singer-r2-back.png", "singer-r2-three-quarter.png",
        "singer-r2.mp4", "singer-r2.webp", "singer-r2.pdf", "singer-r2.html",
    ]  # fmt: skip
    assert sorted(path.name for path in made.folder.iterdir()) == sorted(names), "and nothing else"
    assert told == sorted(told)
    assert made.revision == painted(cube(), GREEN).revision
    assert all(picture_of(path).shape == (1600, 1600, 3) for path in made.files[:4])
    film = cv2.VideoCapture(str(made.files[4]))
    assert [film.read()[0] for _ in range(6)] == [True] * 5 + [False]
    film.release()
    with Image.open(made.files[5]) as image:
        assert image.n_frames == 5


def test_all_that_is_made_for_an_order_carries_its_mark(whole: tuple[ProofMade, list[float]], tmp_path: Path) -> None:
    made, _told = whole
    assert [code_in(path.read_bytes()) for path in made.files[:4]] == [MARK.code] * 4
    film = cv2.VideoCapture(str(made.files[4]))
    assert read_code(film.read()[1][:, :, ::-1]) == MARK.code
    film.release()
    with Image.open(made.files[5]) as turning:
        turning.seek(4)
        assert read_code(np.array(turning.convert("RGB"))) == MARK.code
    poppler("pdfimages", "-png", made.files[6], tmp_path / "picture")
    pictures = [code_in(path.read_bytes()) for path in sorted(tmp_path.glob("picture-*.png"))]
    assert pictures.count(MARK.code) >= 4, "every view on the sheet"
    page = made.files[7].read_text("utf-8")
    overlay = base64.b64decode(page.split('id="mark" alt="" src="data:image/svg+xml;base64,')[1].split('"')[0])
    assert "".join(ET.fromstring(overlay).itertext()).count(MARK.words) >= 6
    poster = base64.b64decode(page.split('id="poster" src="data:image/jpeg;base64,')[1].split('"')[0])
    assert code_in(poster) == MARK.code


def test_the_four_sides_are_four_sides(tmp_path: Path) -> None:
    mesh = cube()
    colors = np.full((8, 4), 255, np.uint8)
    colors[mesh.vertices[:, 0] > 0, :3] = (230, 20, 20)
    colors[mesh.vertices[:, 0] < 0, :3] = (20, 20, 230)
    made = make(
        mesh.with_(vertex_colors=colors), ProofWishes(title="x", stem="x", parts=("stills",)), tmp_path, silent()
    )
    front, side, back, _oblique = map(picture_of, made.files)
    assert front[800, 1200, 0] > front[800, 1200, 2] + 80, "+X is red, and on the right from the front"
    assert back[800, 400, 0] > back[800, 400, 2] + 80, "and on the left from behind"
    assert (side[800, 400:1200, 0] > side[800, 400:1200, 2] + 80).all(), "the side shows the red one alone"


def test_the_sheet_says_everything_in_words_that_can_be_copied(tmp_path: Path) -> None:
    mesh = painted(cube(), GREEN)
    pdf = sheet(tmp_path, mesh)
    words = poppler("pdftotext", "-layout", pdf, "-")
    for expected in (
        "星河歌手", "round 2", "致小满", "The microphone is silver", "树脂", "25 Nov 2026", "40.0 mm", "40.0 × 40.0 mm",
        short_hash(mesh.revision), mesh.revision, "1 yuan coin", "#28AA3C", "100%", "Every letter of the text",
    ):  # fmt: skip
        assert expected in words, f"{expected} is missing in:\n{words}"
    assert "PROOF" not in words, "the watermark is drawn, not written"
    facts = poppler("pdfinfo", pdf)
    assert "595" in facts
    assert "842" in facts, "A4 in points"
    assert "Pages:           1" in facts
    fonts = poppler("pdffonts", pdf).splitlines()[2:]
    assert fonts
    for line in fonts:
        assert line.split()[-5] == "yes", f"not embedded: {line}"
        assert "StatuetteSansSC" in line, f"not ours: {line}"


def test_the_sheet_speaks_chinese(tmp_path: Path) -> None:
    store = FolderMeshStore(tmp_path / "store")
    revision = store.put(painted(cube(), GREEN))
    wishes = ProofWishes(**{**vars(WISHES), "language": "zh_CN", "parts": ("pdf",)})
    try:
        made = make_from_store(store, revision, wishes, tmp_path / "out", silent())
    finally:
        i18n.activate("en")
    words = poppler("pdftotext", made.files[0], "-")
    assert "斜视图" in words
    assert "Three-quarter" not in words


def test_figure_and_coin_are_to_one_scale(tmp_path: Path) -> None:
    page = drawn(sheet(tmp_path, painted(cube(), GREEN)), dpi=200)
    panel = page[int(150 / 25.4 * 200) : int(216 / 25.4 * 200), : int(103 / 25.4 * 200)]
    green = np.argwhere((panel[..., 1] > panel[..., 0] + 40) & (panel[..., 1] > panel[..., 2] + 40))
    coin = np.argwhere(np.abs(panel - (0xE3, 0xE6, 0xEA)).max(axis=2) <= 1)
    figure_size, coin_size = np.ptp(green, axis=0), np.ptp(coin, axis=0)
    assert figure_size[0] == pytest.approx(figure_size[1], rel=0.02), "a cube is as wide as it is high"
    assert coin_size[0] == pytest.approx(coin_size[1], rel=0.03)
    assert figure_size[0] / coin_size[0] == pytest.approx(40 / 25, rel=0.03)


@pytest.mark.parametrize("size", [(2.0, 2.0, 300.0), (300.0, 300.0, 0.5), (8.0, 8.0, 8.0), (900.0, 20.0, 1200.0)])
def test_any_size_has_a_sheet(tmp_path: Path, size: tuple[float, float, float]) -> None:
    mesh = cube(1.0)
    pdf = sheet(tmp_path, mesh.with_(vertices=mesh.vertices * size))
    assert f"{size[2]:.1f} mm" in poppler("pdftotext", pdf, "-")


def test_a_white_figurine_has_no_colours(tmp_path: Path) -> None:
    page = drawn(sheet(tmp_path, painted(cube(), GREEN), ProofWishes(**{**vars(WISHES), "white": True})))
    assert not ((page[..., 1] > page[..., 0] + 40) & (page[..., 1] > page[..., 2] + 40)).any()


def test_long_words_stay_on_the_page(tmp_path: Path) -> None:
    long = ProofWishes(**{
        **vars(WISHES), "title": "很长的标题" * 40, "base_text": "一句话" * 200, "material": "m" * 300,
        "look_at": tuple(f"{n} " + "look " * 60 for n in range(14)), "watermark": "w" * 200,
    })  # fmt: skip
    page = drawn(sheet(tmp_path, cube(), long))
    rim = 22  # pixels of 10 mm at 100 dpi, less a little: nothing is printed there
    for edge in (page[:rim], page[-rim:], page[:, :rim], page[:, -rim:]):
        assert (edge == 255).all()


def test_a_rare_character_is_set_in_the_weight_that_has_it(tmp_path: Path) -> None:
    with typesetting():
        paper = Paper(tmp_path / "a.pdf", "x")
        paper.words("王囍龘", (20, 20, 100, 20), 6, bold=True)
        paper.close()
    assert "王囍龘" in poppler("pdftotext", tmp_path / "a.pdf", "-")
    assert "Bold" not in poppler("pdffonts", tmp_path / "a.pdf")


def test_cancelling_ends_at_once_and_leaves_whole_files(tmp_path: Path) -> None:
    stop = threading.Event()
    asked: list[float] = []

    def told(done: float, _what: object) -> None:
        if done > 0.3 and not asked:
            asked.append(time.monotonic())
            stop.set()

    wishes = ProofWishes(title="x", stem="x", frames=200)
    with pytest.raises(Cancelled):
        make(painted(cube(), GREEN), wishes, tmp_path, Progress(told, stop.is_set))
    assert time.monotonic() - asked[0] < 2.0, "half a second, or a little more on a busy machine; the film takes 30"
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".png"] * 4, "no film, and no half of one"


def test_what_cannot_be_made_is_said_in_words(tmp_path: Path, qapp: QApplication) -> None:
    assert qapp is not None
    with pytest.raises(WriteRefusedError, match="no faces"):
        make(Mesh(np.zeros((0, 3)), np.zeros((0, 3), np.int32)), WISHES, tmp_path, silent())
    (tmp_path / "file").write_text("x")
    with pytest.raises(WriteRefusedError, match="choose another folder"):
        make(cube(), WISHES, tmp_path / "file" / "proof", silent())
    with pytest.raises(WriteRefusedError, match="choose another folder"):
        render(cube(), tmp_path / "missing" / "a.pdf", {}, silent())


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_full_disk_leaves_the_old_sheet(tmp_path: Path) -> None:
    import resource

    (tmp_path / "singer-r2.pdf").write_bytes(b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    deaf = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, before[1]))
    try:
        with pytest.raises(WriteRefusedError, match="cannot be written"):
            sheet(tmp_path, painted(cube(), GREEN))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, deaf)
    assert [path.name for path in tmp_path.iterdir()] == ["singer-r2.pdf"]
    assert (tmp_path / "singer-r2.pdf").read_bytes() == b"old"


@pytest.mark.parametrize("suffix", [".pdf", ".html"])
def test_render_makes_a_sheet_or_a_page_by_its_suffix(tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"手办{suffix}"
    made = render(painted(cube(), GREEN), out, {"mode": "color"}, silent())
    assert made["seconds"] >= 0
    assert out.read_bytes()[:5] == (b"%PDF-" if suffix == ".pdf" else b"<!DOC")
    assert list(tmp_path.iterdir()) == [out]
