"""A printed height counts as chosen once the model has it, not before: neither on the bench nor in what is kept of it."""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh

from app.commands import model, work
from app.commands.batches import run_recipe
from app.commands.workshop import Workshop
from app.errors import AppError
from app.i18n import Text, text
from app.jobs.progress import silent
from app.jobs.runner import Job, Lane, Runner
from app.mesh.mesh import Mesh
from app.session.bench import Bench, Document, Edit
from app.settings.preferences import Preferences
from app.settings.recipe import Recipe, RecipeStep
from app.storage.bench_journal import FolderJournal
from app.storage.mesh_store import FolderMeshStore


class ByHand(Runner):
    """Does a job in this process when it is told to, so that a test can step in before."""

    def __init__(self) -> None:
        super().__init__(lambda action: action())

    def run(
        self,
        title: Text,
        function: Callable[..., Any] | str,
        *args: Any,
        then: Callable[[Any], None],
        failed: Callable[[AppError], None] | None = None,
        lane: Lane = "mesh",
        quiet: bool = False,
    ) -> Job:
        job = Job(len(self.jobs), title, function, args, then, failed, lane, quiet)
        self.jobs.append(job)
        return job

    def do(self, job: Job | None) -> None:
        assert job is not None
        assert isinstance(job.function, str)
        module, _, name = job.function.partition(":")
        result = getattr(importlib.import_module(module), name)(*job.args, progress=silent())
        job.state = "done"
        job.then(result)


class Seen(FolderJournal):
    """A journal that remembers everything that was ever in it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.all: list[Document] = []

    def write(self, document: Document | None) -> None:
        super().write(document)
        if document is not None:
            self.all.append(document)


@pytest.fixture
def runner() -> ByHand:
    return ByHand()


@pytest.fixture
def journal(tmp_path: Path) -> Seen:
    return Seen(tmp_path / "bench")


@pytest.fixture
def workshop(tmp_path: Path, runner: ByHand, journal: Seen) -> Workshop:
    store = FolderMeshStore(tmp_path / "store")
    workshop = Workshop(Bench(journal), store, runner, Preferences(process="full-color-jetting"))
    model.keep_report_fresh(workshop)
    return workshop


def box(folder: Path, name: str, height_mm: float) -> Path:
    path = folder / name
    trimesh.creation.box((60.0, 60.0, height_mm)).export(path)
    return path


def flat(folder: Path, last: float = 5.0) -> Path:
    path = folder / "flat.obj"
    path.write_text(f"v 0 0 5\nv 40 0 5\nv 40 60 5\nv 0 60 {last}\nf 1 2 3\nf 1 3 4\n", "utf-8")
    return path


def on_bench(workshop: Workshop) -> Document:
    assert workshop.bench.document is not None
    return workshop.bench.document


def height_of(workshop: Workshop, revision: str) -> float:
    return float(workshop.store.get(revision).size_mm[2])


def checked(runner: ByHand) -> list[tuple[object, object]]:
    """Which revision was, or is to be, checked at which height."""
    return [(job.args[1], job.args[3]) for job in runner.jobs if job.function == "app.commands.work:inspect_revision"]


def open_item(workshop: Workshop, runner: ByHand, path: Path, height_mm: float | None) -> None:
    runner.do(model.open_for_item(workshop, path, path.name, 7, "", height_mm, lambda: None))


def taller(workshop: Workshop) -> Edit:
    """What a stroke of a brush would leave behind."""
    document = on_bench(workshop)
    mesh: Mesh = workshop.store.get(document.revision)
    moved = mesh.with_(vertices=mesh.vertices + np.array([1.0, 0.0, 0.0]))
    return Edit(text("Paint"), document.revision, workshop.store.put(moved))


def test_a_height_that_was_cancelled_was_never_chosen(
    workshop: Workshop, runner: ByHand, journal: Seen, tmp_path: Path
) -> None:
    runner.do(model.open_file(workshop, box(tmp_path, "large.obj", 900.0)))
    before = on_bench(workshop)
    assert before.notes
    assert before.height_mm is None
    checks = checked(runner)
    job = model.confirm_height(workshop, 120.0)
    assert job is not None
    job.cancel()
    assert on_bench(workshop) is before
    assert journal.read() == before
    assert checked(runner) == checks, "nothing is judged by a height that the model does not have"


def test_a_confirmed_height_is_a_step_that_undo_takes_back(workshop: Workshop, runner: ByHand, tmp_path: Path) -> None:
    runner.do(model.open_file(workshop, box(tmp_path, "large.obj", 900.0)))
    before = on_bench(workshop)
    runner.do(model.confirm_height(workshop, 120.0))
    document = on_bench(workshop)
    assert (document.height_mm, document.position) == (120.0, 1)
    assert height_of(workshop, document.revision) == pytest.approx(120.0)
    assert not document.notes, "what was said about the proposed height is answered"
    assert checked(runner)[-1] == (document.revision, 120.0)
    workshop.bench.go_to(0)
    assert (on_bench(workshop).height_mm, on_bench(workshop).revision) == (None, before.revision)


def test_a_proposed_height_that_is_right_is_confirmed_in_one_step(
    workshop: Workshop, runner: ByHand, tmp_path: Path
) -> None:
    runner.do(model.open_file(workshop, box(tmp_path, "figure.obj", 80.0)))
    runner.do(model.confirm_height(workshop, 80.0))
    document = on_bench(workshop)
    assert (document.height_mm, document.revision, len(document.edits)) == (80.0, document.original, 1)
    said: list[Edit] = []
    workshop.bench.unchanged.connect(said.append)
    runner.do(model.confirm_height(workshop, 80.0))
    assert [edit.tool for edit in said] == ["height"]


def test_a_stroke_that_comes_before_the_height_leaves_it_unchosen_and_that_is_said(
    workshop: Workshop, runner: ByHand, tmp_path: Path
) -> None:
    runner.do(model.open_file(workshop, box(tmp_path, "figure.obj", 80.0)))
    said: list[Edit] = []
    workshop.bench.overtaken.connect(said.append)
    job = model.confirm_height(workshop, 120.0)
    assert workshop.bench.finish(taller(workshop))
    runner.do(job)
    assert [edit.tool for edit in said] == ["height"]
    document = on_bench(workshop)
    assert (document.height_mm, len(document.edits)) == (None, 1)
    assert height_of(workshop, document.revision) == pytest.approx(80.0)


def test_an_item_never_says_the_height_that_was_ordered_of_a_model_that_has_another(
    workshop: Workshop, runner: ByHand, journal: Seen, tmp_path: Path
) -> None:
    """The program may end at any moment, and the order book hears of whatever the bench shows."""
    open_item(workshop, runner, box(tmp_path, "figure.obj", 150.0), 80.0)
    document = on_bench(workshop)
    assert journal.all == [document]
    assert (document.height_mm, document.position, [edit.tool for edit in document.edits]) == (80.0, 1, ["height"])
    assert height_of(workshop, document.revision) == pytest.approx(80.0)
    assert checked(runner) == [(document.revision, 80.0)]
    assert not any("is proposed" in str(note) for note in document.notes)
    workshop.bench.go_to(0)
    assert on_bench(workshop).height_mm is None
    assert height_of(workshop, on_bench(workshop).revision) == pytest.approx(150.0)


@pytest.mark.parametrize(("name", "steps"), [("figure.obj", 1), ("figure.3mf", 0)])
def test_an_item_whose_file_has_the_height_that_was_ordered(
    workshop: Workshop, runner: ByHand, tmp_path: Path, name: str, steps: int
) -> None:
    """It is a step where nobody had chosen that height; 3MF knows its unit."""
    open_item(workshop, runner, box(tmp_path, name, 80.0), 80.0)
    document = on_bench(workshop)
    assert (document.height_mm, document.revision, len(document.edits)) == (80.0, document.original, steps)


def test_an_item_without_an_ordered_height_is_opened_as_any_file(
    workshop: Workshop, runner: ByHand, tmp_path: Path
) -> None:
    open_item(workshop, runner, box(tmp_path, "large.obj", 900.0), None)
    document = on_bench(workshop)
    assert (document.height_mm, document.edits) == (None, ())
    assert any("is proposed" in str(note) for note in document.notes)


def test_what_is_begun_right_after_an_item_was_opened_is_kept(
    workshop: Workshop, runner: ByHand, tmp_path: Path
) -> None:
    open_item(workshop, runner, box(tmp_path, "figure.obj", 150.0), 80.0)
    job = model.turn(workshop, "x")
    for waiting in [job for job in runner.jobs if job.function == "app.commands.work:scale_revision"]:
        runner.do(waiting)
    runner.do(job)
    assert [edit.tool for edit in on_bench(workshop).edits] == ["height", "turn_up"]


def test_a_recipe_that_was_overtaken_says_so(workshop: Workshop, runner: ByHand, tmp_path: Path) -> None:
    runner.do(model.open_file(workshop, box(tmp_path, "figure.obj", 80.0)))
    said: list[Edit] = []
    workshop.bench.overtaken.connect(said.append)
    tall = Recipe(id="tall", name={"en": "Tall"}, steps=(RecipeStep(tool="height", values={"height_mm": 60.0}),))
    job = run_recipe(workshop, tall, lambda _job: None)
    workshop.bench.finish(taller(workshop))
    runner.do(job)
    assert [edit.tool for edit in said] == ["height"]


@pytest.mark.parametrize("last", [5.0, 5.0001])
def test_a_model_that_lies_flat_has_no_height_to_scale(
    tmp_path: Path, workshop: Workshop, runner: ByHand, last: float
) -> None:
    """Nearly flat it was made some kilometres wide, where somebody asked for a height."""
    runner.do(model.open_file(workshop, flat(tmp_path, last)))
    before = on_bench(workshop)
    assert not any("is proposed" in str(note) for note in before.notes)
    with pytest.raises(AppError, match="must not be flat"):
        runner.do(model.confirm_height(workshop, 80.0))
    assert on_bench(workshop) is before


def on_its_back(folder: Path, name: str, unit: float = 1.0) -> Path:
    """60 wide, 20 high, 120 from front to back, with its foot in front."""
    path, figure = folder / name, trimesh.creation.cone(0.5, 1.0)
    figure.apply_scale((60.0 * unit, 20.0 * unit, 120.0 * unit))
    figure.apply_transform(trimesh.transformations.rotation_matrix(-np.pi / 2, (1, 0, 0)))
    figure.export(path)
    return path


def lies(document: Document) -> bool:
    return any("on its back" in str(note) for note in document.notes)


def test_an_item_that_came_on_its_back_has_the_ordered_height_once_it_stands(
    workshop: Workshop, runner: ByHand, tmp_path: Path
) -> None:
    """It had 480 mm, and the bench said 80."""
    open_item(workshop, runner, on_its_back(tmp_path, "figure.obj"), 80.0)
    assert lies(on_bench(workshop))
    runner.do(model.turn(workshop, "y"))
    document = on_bench(workshop)
    assert document.height_mm == 80.0
    assert workshop.store.get(document.revision).size_mm.tolist() == pytest.approx([40.0, 80.0 / 6, 80.0])
    assert not lies(document)
    workshop.bench.go_to(1)
    assert on_bench(workshop).height_mm == 80.0
    assert height_of(workshop, on_bench(workshop).revision) == pytest.approx(80.0)


def test_a_recipe_over_an_item_on_its_back_ends_at_the_ordered_height(
    workshop: Workshop, runner: ByHand, tmp_path: Path
) -> None:
    open_item(workshop, runner, on_its_back(tmp_path, "figure.obj"), 80.0)
    upright = Recipe(id="up", name={"en": "Up"}, steps=(RecipeStep(tool="turn_up", values={"axis": "y"}),))
    runner.do(run_recipe(workshop, upright, lambda _job: None))
    assert on_bench(workshop).height_mm == 80.0
    assert not lies(on_bench(workshop))
    assert height_of(workshop, on_bench(workshop).revision) == pytest.approx(80.0)


@pytest.mark.parametrize(
    ("unit", "height_mm"),
    [(0.01, 100.0), (30.0, 100.0), (1.0, 120.0)],  # a size that no figurine has is proposed anew; what can be is kept
)
def test_a_file_that_lies_on_its_back_is_proposed_as_it_will_stand(
    workshop: Workshop, runner: ByHand, tmp_path: Path, unit: float, height_mm: float
) -> None:
    runner.do(model.open_file(workshop, on_its_back(tmp_path, "figure.obj", unit)))
    assert lies(on_bench(workshop))
    runner.do(model.turn(workshop, "y"))
    document = on_bench(workshop)
    assert document.height_mm is None
    assert height_of(workshop, document.revision) == pytest.approx(height_mm)
    assert not lies(document)


def test_a_file_that_says_its_unit_keeps_its_size_when_it_is_turned(
    workshop: Workshop, runner: ByHand, tmp_path: Path
) -> None:
    """The bench went on saying 20 mm."""
    runner.do(model.open_file(workshop, on_its_back(tmp_path, "figure.3mf")))
    assert (on_bench(workshop).height_mm, lies(on_bench(workshop))) == (20.0, False)
    runner.do(model.turn(workshop, "y"))
    assert on_bench(workshop).height_mm == pytest.approx(120.0)
    assert height_of(workshop, on_bench(workshop).revision) == pytest.approx(120.0)
    workshop.bench.go_to(0)
    assert on_bench(workshop).height_mm == 20.0


@pytest.mark.parametrize("name", ["flat.obj", "flat.glb"])
def test_an_item_that_lies_flat_is_opened_as_it_is_and_that_is_said(
    workshop: Workshop, runner: ByHand, tmp_path: Path, name: str
) -> None:
    path = flat(tmp_path)
    if name == "flat.glb":
        trimesh.load(path).apply_transform(trimesh.transformations.rotation_matrix(-np.pi / 2, (1, 0, 0))).export(
            path := tmp_path / name
        )
    open_item(workshop, runner, path, 80.0)
    document = on_bench(workshop)
    assert (document.height_mm, document.edits) == (None, ())
    assert [str(note) for note in document.notes][-1].endswith("the model must not be flat.")
    runner.do(model.turn(workshop, "y"))
    runner.do(model.confirm_height(workshop, 80.0))
    assert on_bench(workshop).height_mm == 80.0
    assert not any("must not be flat" in str(note) for note in on_bench(workshop).notes)


def test_scaling_a_flat_revision_is_refused_in_a_sentence(tmp_path: Path) -> None:
    store = FolderMeshStore(tmp_path)
    corners = np.array([[0, 0, 1], [40, 0, 1], [0, 60, 1]], float)
    revision = store.put(Mesh(corners, np.array([[0, 1, 2]], np.int32)))
    with pytest.raises(AppError, match="must not be flat"):
        work.scale_revision(store, revision, 80.0, silent())
