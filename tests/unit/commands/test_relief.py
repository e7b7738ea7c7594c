"""A picture becomes a model on the bench: with the real helper process, the real store and the real readers."""

import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from shapely.geometry import Polygon, box

from app.commands.relief import Outlined, ReliefPreview, Subject, make_relief, preview_relief, start_of
from app.commands.workshop import Workshop
from app.errors import AppError
from app.jobs.runner import Job, Runner
from app.layouts.relief.wishes import Lithophane, Plaque
from app.session.bench import Bench
from app.settings.preferences import Preferences
from app.storage.bench_journal import FolderJournal
from app.storage.mesh_store import FolderMeshStore

PATIENCE = 60.0


class Main:
    """The main thread: what is posted is called where somebody waits."""

    def __init__(self) -> None:
        self.posted: queue.Queue[Callable[[], None]] = queue.Queue()

    def wait(self, job: Job) -> None:
        end = time.monotonic() + PATIENCE
        while job.open:
            self.posted.get(timeout=max(end - time.monotonic(), 0.01))()


@pytest.fixture(scope="module")
def main() -> Main:
    return Main()


@pytest.fixture(scope="module")
def workshop(main: Main, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    folder = tmp_path_factory.mktemp("bench")
    made = Workshop(
        Bench(FolderJournal(folder)), FolderMeshStore(folder), Runner(main.posted.put), Preferences(process="white-fdm")
    )
    yield made
    made.runner.close()


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    y, x = np.mgrid[:300, :200]
    pixels = np.zeros((300, 200, 4), np.uint8)
    pixels[np.hypot((x - 100) / 80, (y - 150) / 130) < 1] = (230, 120, 90, 255)
    pixels[np.hypot(x - 100, y - 120) < 30] = (40, 30, 90, 255)
    path = tmp_path_factory.mktemp("pictures") / "小满.png"
    Image.fromarray(pixels, "RGBA").save(path)
    return path


def refused(error: AppError) -> None:
    raise AssertionError(error.sentence)


def test_a_keychain_comes_onto_the_bench_at_its_size(main: Main, workshop: Workshop, picture: Path) -> None:
    told: list[str] = []
    wishes = start_of(workshop, "keychain").model_copy(update={"size_mm": 30.0})
    main.wait(make_relief(workshop, Subject(picture, item=7), wishes, made=lambda: told.append("made")))
    document = workshop.bench.document
    assert told == ["made"]
    assert document is not None
    assert (document.title, document.source, document.item) == ("小满", picture, 7)
    assert document.process == "white-fdm"
    mesh = workshop.store.get(document.revision)
    assert document.height_mm == pytest.approx(float(mesh.size_mm[2]), abs=0.005)
    assert mesh.size_mm[1] > mesh.size_mm[0]
    assert mesh.color == "texture"


def test_a_preview_shows_what_is_made_and_how_large(main: Main, workshop: Workshop, picture: Path) -> None:
    shown: list[ReliefPreview] = []
    before = workshop.bench.document
    main.wait(preview_relief(workshop, Subject(picture), Plaque(size_mm=30), shown.append, refused))
    main.wait(preview_relief(workshop, Subject(picture), Lithophane(width_mm=60), shown.append, refused))
    charm, lithophane = shown
    assert charm.backlit is None
    assert charm.size_mm == pytest.approx((19.3, 30.0, 3.2), abs=0.4)
    assert charm.pixels.shape[2] == 4
    assert 200 < max(charm.pixels.shape) < 800
    assert lithophane.backlit is not None
    assert lithophane.size_mm == pytest.approx((66.0, 96.0, 4.0), abs=0.3)
    assert workshop.bench.document is before


def test_what_cannot_be_made_is_said_in_a_sentence(
    main: Main, workshop: Workshop, picture: Path, tmp_path: Path
) -> None:
    said: list[AppError] = []
    before = workshop.bench.document
    main.wait(make_relief(workshop, Subject(picture), Plaque(base_mm=0.6), failed=said.append))
    broken = tmp_path / "broken.png"
    broken.write_bytes(picture.read_bytes()[:200])
    main.wait(make_relief(workshop, Subject(broken), Plaque(), failed=said.append))
    assert "0.6 mm thick" in str(said[0])
    assert len(said) == 2
    assert workshop.bench.document is before


def test_it_can_be_cancelled(main: Main, workshop: Workshop, picture: Path) -> None:
    before = workshop.bench.document
    job = make_relief(workshop, Subject(picture), Lithophane())
    job.cancel()
    main.wait(job)
    assert job.state == "cancelled"
    assert workshop.bench.document is before


def test_the_window_does_not_load_what_makes_reliefs() -> None:
    import subprocess
    import sys

    heavy = "numba", "scipy", "skimage", "cv2", "PySide6"
    code = f"import sys, app.commands.relief; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_outline_of_a_design_is_that_of_the_solid(main: Main, workshop: Workshop, picture: Path) -> None:
    trim = box(0, 0, 20, 30).difference(Polygon([(9, 2), (11, 2), (11, 4), (9, 4)]))
    wishes = Plaque(size_mm=99, hole_mm=7, base_mm=2.5, relief_mm=0.0)  # sizes and hole of the design count
    shown: list[ReliefPreview] = []
    subject = Subject(picture, "小满", Outlined(trim), process="white-resin")
    main.wait(preview_relief(workshop, subject, wishes, shown.append, refused))
    assert shown[0].size_mm == pytest.approx((20, 30, 2.5), abs=0.01)
    assert shown[0].volume_mm3 == pytest.approx(596 * 2.5, rel=0.03)
    main.wait(make_relief(workshop, subject, wishes))
    document = workshop.bench.document
    assert document is not None
    assert (document.title, document.process, document.made_here) == ("小满", "white-resin", True)
    mesh = workshop.store.get(document.revision)
    assert mesh.size_mm == pytest.approx((20, 30, 2.5), abs=0.02)
    edges = {
        tuple(sorted(pair)) for face in mesh.faces.tolist() for pair in zip(face, face[1:] + face[:1], strict=True)
    }
    assert len(mesh.vertices) - len(edges) + len(mesh.faces) == 0, "one hole goes through"
