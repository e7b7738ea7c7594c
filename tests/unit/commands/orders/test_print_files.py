"""Print files of approved items: made from the model, dropped, sliced here, or the layout as it is."""

import hashlib
import io
import shutil
import zipfile
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from app.commands import print_files, slicing
from app.commands.queue_file import MadeFile, queue_file
from app.commands.sliced_files import NotProvenError
from app.dispatch.records import Piece, PrintJob
from app.dispatch.slicing import NoSlicerError, Sliced, SliceOrder, SliceRefusedError
from app.drivers.slicers.rack import SlicersOfThisPc
from app.errors import AppError, FileRefusedError
from app.i18n import text
from app.jobs.progress import Progress, silent
from app.mesh.loading import load
from app.mesh.mesh import Mesh
from app.orders.draft import ItemDraft
from app.orders.machine import StepRefusedError
from app.orders.records import FileLink, Item
from app.security.permissions import NotAllowedError
from app.security.roles import Role
from app.settings.slicing import SliceProfile, SlicingSettings, save_slicing
from tests.new_content import revise
from tests.unit.commands.orders.print_shop import FDM, RESIN, PrintShop, forged, sliced
from tests.unit.commands.orders.world import World, digest
from tests.unit.mesh.shapes import box


@pytest.fixture
def shop(world: World) -> PrintShop:
    return PrintShop(world)


def painted() -> Mesh:
    mesh = box((40.0, 40.0, 40.0))
    colors = np.full((len(mesh.vertices), 4), 255, np.uint8)
    colors[:, 0] = np.arange(len(colors)) * 30
    return mesh.with_(vertex_colors=colors)


def dropped(shop: PrintShop, item: Item, content: bytes, name: str = "", **more: object) -> MadeFile:
    return print_files.from_file(shop.office, item.id, content, name, str(more.pop("material", "")), silent(), **more)


# ---- from the model ---------------------------------------------------------


@pytest.mark.parametrize("suffix", [".3mf", ".ply", ".wrl", ".obj"])
def test_the_approved_model_goes_to_a_colour_machine_with_its_colours(
    shop: PrintShop, tmp_path: Path, suffix: str
) -> None:
    item = shop.released(painted(), finish="color")
    made = print_files.from_model(shop.office, item.id, suffix, silent())
    assert made.draft.content == item.approved
    assert (made.draft.process, made.draft.material, made.draft.colored) == (
        "full-color-jetting",
        "jetting-full-color",
        True,
    )
    assert made.draft.size_mm == (40.0, 40.0, 40.0)
    assert made.draft.material_g == pytest.approx(64 * 1.17)
    if suffix == ".wrl":  # is written, not read
        assert made.content.startswith(b"#VRML V2.0")
        assert b"color Color" in made.content
        return
    if made.draft.suffix == ".zip":
        with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
            archive.extractall(tmp_path)
        (path,) = tmp_path.glob(f"*{suffix}")
    else:
        path = tmp_path / f"back{suffix}"
        path.write_bytes(made.content)
    back = load(path, silent()).mesh
    assert back.vertex_colors is not None or back.corner_uv is not None
    assert back.size_mm == pytest.approx(np.array([40.0, 40.0, 40.0]), abs=1e-3)


def test_colours_are_not_lost_on_the_way(shop: PrintShop) -> None:
    item = shop.released(painted(), finish="color")
    with pytest.raises(AppError, match="cannot hold colours"):
        print_files.from_model(shop.office, item.id, ".stl", silent())
    with pytest.raises(AppError, match="one of these kinds"):
        print_files.from_model(shop.office, item.id, ".gcode", silent())


def test_only_what_was_approved_and_released(shop: PrintShop) -> None:
    early = shop.world.items(shop.world.order())[0]
    with pytest.raises(StepRefusedError, match="not ready"):
        print_files.from_model(shop.office, early.id, ".3mf", silent())
    item = shop.released()
    with shop.office.book.writing(shop.office.actor) as book:
        book.save(replace(book.get(Item, item.id), approved=digest("another")))
    with pytest.raises(StepRefusedError, match="not what the buyer approved"):
        print_files.from_model(shop.office, item.id, ".3mf", silent())
    with pytest.raises(StepRefusedError, match="not what the buyer approved"):
        dropped(shop, item, sliced(), vouched=True)


def test_a_version_that_is_not_filed_is_told(shop: PrintShop) -> None:
    item = shop.world.walk(
        shop.world.items(shop.world.order())[0],
        "start", "save", "submit", "to_review", "send_proof", "approve", "preflight", "queue",
    )  # fmt: skip
    with pytest.raises(AppError, match="workstation where it was made"):
        print_files.from_model(shop.office, item.id, ".3mf", silent())


# ---- dropped ----------------------------------------------------------------


def test_a_sliced_file_that_names_its_version_is_proven(shop: PrintShop) -> None:
    item = shop.released()
    made = dropped(shop, item, sliced(shop.name_of(item)))
    draft = made.draft
    assert (draft.suffix, draft.process, draft.material, draft.content) == (
        ".gcode",
        "white-fdm",
        "pla-white",
        item.approved,
    )
    assert (draft.estimate_s, draft.size_mm) == (3600.0, (40.0, 40.0, 40.0))
    assert draft.options["nozzle_mm"] == 0.4
    assert "vouched_by" not in draft.options
    assert dropped(shop, item, sliced(), name=f"{shop.name_of(item)}_PLA.gcode").draft.options.get("vouched_by") is None


def test_one_that_does_not_needs_somebody_who_answers_for_it(shop: PrintShop) -> None:
    item = shop.released()
    with pytest.raises(NotProvenError):
        dropped(shop, item, sliced())
    with pytest.raises(NotProvenError):
        dropped(shop, item, sliced(item.serial))
    assert dropped(shop, item, sliced(), vouched=True).draft.options["vouched_by"] == shop.office.actor.account


def test_a_file_of_another_item_or_version_is_refused_whoever_answers(shop: PrintShop) -> None:
    item, other = shop.released(), shop.released(box((30.0, 30.0, 30.0)))
    with pytest.raises(StepRefusedError, match=f"sliced for {other.serial}, not for {item.serial}"):
        dropped(shop, item, sliced(shop.name_of(other)), vouched=True)
    with pytest.raises(StepRefusedError, match="another version"):
        dropped(shop, item, sliced(f"{item.serial}-00000000"), vouched=True)


def test_what_is_not_for_this_item_is_refused(shop: PrintShop) -> None:
    item, colored = shop.released(), shop.released(painted(), finish="color")
    with pytest.raises(StepRefusedError, match="ordered in full colour"):
        dropped(shop, colored, sliced(shop.name_of(colored)))
    with pytest.raises(FileRefusedError, match="three dimensions"):
        dropped(shop, item, b"%PDF-1.7 sheet")
    with pytest.raises(FileRefusedError, match="model, not a print file"):
        dropped(shop, item, b"ply\nformat ascii 1.0\n")
    with pytest.raises(FileRefusedError, match="label"):
        dropped(shop, item, b"^XA^XZ")
    with pytest.raises(StepRefusedError, match="not for this kind of printer"):
        dropped(shop, item, sliced(shop.name_of(item)), material="resin-white")


def test_another_feed_than_was_sliced_for_is_told(shop: PrintShop) -> None:
    item = shop.released()
    made = dropped(shop, item, sliced(shop.name_of(item)), material="petg-white")
    assert any("sliced for PLA" in str(note) for note in made.notes)


# ---- sheets -----------------------------------------------------------------


def test_a_layout_is_printed_as_it_is_and_no_other(shop: PrintShop) -> None:
    sheet = b"%PDF-1.7 the approved layout"
    kept = shop.office.assets.put(sheet, sensitive=True)
    draft = ItemDraft(
        product="photo", finish="glossy", height_mm=100, width_mm=148, quantity=3, title="照片", creation="c1"
    )
    item = shop.world.items(shop.world.order(draft))[0]
    shop.world.step(item, "start")
    revise(shop.office, item.id, kept.digest)
    item = shop.world.walk(item, "submit", "to_review", "send_proof", "approve", "preflight", "queue")
    made = print_files.from_layout(shop.office, item.id)
    assert (made.content, made.draft.suffix, made.draft.material, made.draft.copies) == (
        sheet,
        ".pdf",
        "photo-glossy",
        3,
    )
    assert made.draft.options["media_mm"] == [148, 100]
    assert dropped(shop, item, sheet).draft == made.draft
    with pytest.raises(StepRefusedError, match="not what the buyer approved"):
        dropped(shop, item, sheet + b" ", vouched=True)
    with pytest.raises(FileRefusedError, match="printed flat"):
        dropped(shop, item, sliced(), vouched=True)
    (job,) = queue_file(shop.office, item.id, made)
    assert (job.copies, job.process, job.digest) == (3, "", hashlib.sha256(sheet).hexdigest())


# ---- into the queue ---------------------------------------------------------


def test_each_unit_has_a_job_and_a_piece_of_its_own(shop: PrintShop) -> None:
    item = shop.released(quantity=3)
    made = print_files.from_model(shop.office, item.id, ".3mf", silent())
    jobs = queue_file(shop.office, item.id, made, units=[2])
    assert [(p.unit, p.state) for p in shop.pieces(item)] == [(1, "waiting"), (2, "placed"), (3, "waiting")]
    jobs += queue_file(shop.office, item.id, made)
    assert len({job.uid for job in jobs}) == len(jobs) == 3
    assert len({job.digest for job in jobs}) == 1
    assert {piece.job for piece in shop.pieces(item)} == {job.id for job in jobs}
    with pytest.raises(StepRefusedError, match="Nothing of"):
        queue_file(shop.office, item.id, made)
    assert [link.kind for link in shop.world.find(FileLink, item=item.id)].count("print_file") == 3


def test_what_says_another_content_is_not_queued_and_nothing_is_left_half(shop: PrintShop) -> None:
    item = shop.released(quantity=2)
    made = print_files.from_model(shop.office, item.id, ".3mf", silent())
    with pytest.raises(StepRefusedError, match="not what the buyer approved"):
        queue_file(shop.office, item.id, forged(made, content=digest("another")))
    with pytest.raises(AppError, match="empty"):
        queue_file(shop.office, item.id, replace(made, content=b""))
    assert shop.world.find(PrintJob) == []
    assert shop.world.find(Piece) == []


def test_who_may(shop: PrintShop) -> None:
    item = shop.released()
    shop.world.account("ann", Role.SERVICE)
    with pytest.raises(NotAllowedError):
        print_files.from_model(shop.world.as_("ann"), item.id, ".3mf", silent())


# ---- sliced here ------------------------------------------------------------


def test_without_a_slicer_it_says_what_to_do(shop: PrintShop, tmp_path: Path) -> None:
    item, printer = shop.released(), shop.printer(FDM)
    with pytest.raises(NoSlicerError, match="drop the file"):
        slicing.slice_item(shop.office, item.id, printer.id, "pla-white", silent())
    shop.office.slicers = lambda: SlicersOfThisPc(tmp_path / "slicing.json")
    with pytest.raises(NoSlicerError):
        slicing.slice_item(shop.office, item.id, printer.id, "pla-white", silent())
    with pytest.raises(AppError, match="“Black PLA” is not loaded in MK4"):
        slicing.slice_item(shop.office, item.id, printer.id, "pla-black", silent())


@dataclass
class Rack:
    """A rack with a slicer that only notes what is asked of it."""

    set_up: SlicersOfThisPc
    asked: list[SliceOrder] = field(default_factory=list)
    reads: str = ".stl"

    def find(self, _profile: str, _material: str) -> "Rack":
        return self

    def seconds(self) -> float:
        return self.set_up.seconds()

    def slice(self, order: SliceOrder, _progress: Progress) -> Sliced:
        self.asked.append(order)
        raise SliceRefusedError(text("It took too long."))


def test_a_slicer_may_take_as_long_as_is_set_on_this_pc(shop: PrintShop, tmp_path: Path) -> None:
    rack = Rack(SlicersOfThisPc(tmp_path / "slicing.json"))
    shop.office.slicers = lambda: rack  # type: ignore[assignment,return-value]
    item, printer = shop.released(), shop.printer(FDM)
    for minutes in (15, 40):  # the first: nothing was set
        with pytest.raises(SliceRefusedError):
            slicing.slice_item(shop.office, item.id, printer.id, "pla-white", silent())
        assert rack.asked[-1].seconds == minutes * 60
        save_slicing(SlicingSettings(minutes=40), tmp_path / "slicing.json")


def test_the_approved_model_through_the_real_slicer(shop: PrintShop, tmp_path: Path) -> None:
    program = shutil.which("prusa-slicer")
    if program is None:
        pytest.skip("Debian's package prusa-slicer is not installed")
    profile = tmp_path / "mk4.ini"
    profile.write_text(
        "printer_technology = FFF\nbed_shape = 0x0,250x0,250x210,0x210\nfilament_density = 1.24\n"
        "gcode_label_objects = octoprint\nnozzle_diameter = 0.4\n"
    )
    settings = SlicingSettings(profiles=(SliceProfile(printer="MK4", program="prusa", files=(str(profile),)),))
    save_slicing(settings, tmp_path / "slicing.json")
    shop.office.slicers = lambda: SlicersOfThisPc(tmp_path / "slicing.json")
    item, printer = shop.released(), shop.printer(FDM)
    made = slicing.slice_item(shop.office, item.id, printer.id, "pla-white", silent())
    draft = made.draft
    assert (draft.suffix, draft.process, draft.material) == (".gcode", "white-fdm", "pla-white")
    assert draft.options["profile"] == "MK4"
    assert "vouched_by" not in draft.options
    assert draft.estimate_s > 600
    assert draft.material_g > 5
    again = dropped(shop, item, made.content)  # what we have sliced proves by itself what it is of
    assert "vouched_by" not in again.draft.options
    large = shop.released(box((240.0, 240.0, 40.0)))
    with pytest.raises(SliceRefusedError, match="outside of the print volume"):
        slicing.slice_item(shop.office, large.id, printer.id, "pla-white", silent())


def test_a_raw_model_is_never_given_to_a_machine_that_cannot_take_it(shop: PrintShop) -> None:
    from app.commands import print_queue
    from app.dispatch.matching import Known

    item, printer = shop.released(), shop.printer(RESIN)
    (job,) = queue_file(shop.office, item.id, print_files.from_model(shop.office, item.id, ".3mf", silent()))
    known = Known({printer.id: (".ctb", ".goo")})
    with pytest.raises(StepRefusedError, match=r"does not take “\.3mf” files"):
        print_queue.give(shop.office, job.id, printer.id, known)
    assert print_queue.give_out(shop.office, known).given == ()
