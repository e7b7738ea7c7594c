"""The day at one workstation, on SQLite: one person does everything, in the real window, with mouse and keyboard."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.orders.records import Item
from tests.e2e.day import machines, modelling, packing, printing, proofing, supervising
from tests.e2e.day.bundle import CARDS, CHARMS, COLORED, FLAT, ORDERS, SOLID, WHITE, write_bundle
from tests.e2e.day.diary import Diary
from tests.e2e.day.hands import Hands, until
from tests.e2e.day.machines import ACRYLIC, PHOTOS, POSTCARDS
from tests.e2e.day.workshop import Day, opened, set_up


def run_day(folder: Path) -> dict[str, Any]:
    """Live the day in this folder; gives what came of it (``Diary.told``)."""
    watched = folder / "incoming"
    watched.mkdir(parents=True)
    diary = Diary()
    with (
        home(folder / "home"),
        machines.running(folder / "machines") as there,
        opened(folder / "home", watched_folder=str(watched), last_folder=str(folder)) as workstation,
    ):
        set_up(workstation.desk.office)
        there.enter(workstation.desk.office, workstation.floor)
        day = Day(workstation, Hands(workstation.window), diary, there, folder)
        morning(day, watched)
        at_the_bench(day)
        laid_out(day)
        the_buyers_decide(day)
        dispatched(day)
        checked(day)
        packed_and_accepted(day)
        supervising.all_accepted(day)
        supervising.chain_holds(day)
        differences = supervising.differences(day)
        supervising.the_supervisor_looks(day)
    return diary.told(differences)


def morning(day: Day, watched: Path) -> None:
    """A bundle of twelve orders comes in through the watched folder; everything is taken up."""
    with day.diary.step("twelve orders come in through the watched folder"):
        draft = day.folder / "orders.zip"
        day.meshes = write_bundle(draft)
        draft.rename(watched / "orders.zip")
        until(lambda: len(day.orders()) == len(ORDERS), "the orders")
        until((watched / "done" / "orders.zip").exists, "the bundle is put away")
        assert sorted(item.title for item in day.items()) == sorted((*SOLID, *FLAT))
    with day.diary.step("take all of it up"):
        day.step(*day.items(), event="check_assets", to="asset_check")
        day.step(*day.items(), event="start", to="modeling")


def at_the_bench(day: Day) -> None:
    """Every figure is mended and prepared, and gets its proof."""
    for title in SOLID:
        item = modelling.put_on_bench(day, title)
        modelling.inspect(day, title)
        modelling.repair(day, title)
        modelling.use(day, "base")
        if title == "Night Singer":
            modelling.use(day, "lettering", text="NIGHT 01")
            modelling.use(day, "hollow")
            modelling.use(day, "qr", text=modelling.LINK)
        if title == "Violinist":
            modelling.look_at_colors(day)
        proofing.model_proof(day, item, everything=title == "Violinist")


def laid_out(day: Day) -> None:
    """Every flat thing is laid out in the template that is proposed for it, and gets its proof."""
    for title in FLAT:
        proofing.flat_proof(day, day.item(title))
    modelling.filed(day, *(day.item(title) for title in SOLID))


def the_buyers_decide(day: Day) -> None:
    """Proofs go out; every buyer agrees; all is released for printing."""
    with day.diary.step("hand all over for review"):
        day.step(*day.items(), event="submit", to="self_check")
        day.step(*day.items(), event="to_review", to="internal_review")
    for item in day.items():
        (sheet,) = (day.folder / "proofs" / item.serial).glob("*.pdf")
        proofing.send(day, item, sheet)
        proofing.approve(day, item, "Lovely, just like that.")
    with day.diary.step("release all of it for printing"):
        day.step(*day.items(), event="preflight", to="preflight")
        day.step(*day.items(), event="queue", to="queued")


def dispatched(day: Day) -> None:
    """White figures to OctoPrint, coloured ones on a plate, cards to the IPP printer, charms on a sheet."""
    jobs = [printing.plate(day, [day.item(title) for title in COLORED])]
    jobs += [printing.send(day, day.item(title), POSTCARDS) for title in CARDS]
    jobs.append(printing.send(day, day.item("Lighthouse"), PHOTOS))
    jobs.append(printing.send(day, day.item("Whale"), ACRYLIC))
    jobs.append(printing.sheet(day, [day.item(title) for title in CHARMS]))
    for title in WHITE:
        file = printing.save_and_slice(day, day.item(title))
        jobs.append(printing.send(day, day.item(title), machines.FDM, file))
    printing.finished(day, jobs)


def checked(day: Day) -> None:
    """What was printed is finished and judged; one breaks, is made anew, and comes the whole way again."""
    with day.diary.step("finish all of it by hand"):
        day.step(*day.items(), event="finish", to="qc")
    broken = day.item("Drummer")
    for item in day.items():
        if item.id != broken.id:
            printing.judge(day, item)
    anew = printing.breaks(day, broken, "An arm broke off when the supports came away.")
    print_anew(day, broken, anew)


def print_anew(day: Day, broken: Item, anew: Item) -> None:
    """The item that takes its place is printed from the same file that was approved, finished, and passes."""
    file = printing.save_and_slice(day, anew)
    printing.finished(day, [printing.send(day, anew, machines.FDM, file)])
    day.step(day.get(anew), event="finish", to="qc")
    printing.judge(day, anew)
    assert day.get(broken).state == "remade"


def packed_and_accepted(day: Day) -> None:
    """Each order in its parcel, labelled, handed over, followed until its buyer accepts."""
    strange = day.item("Dancer")
    for number, order in enumerate(day.orders()):
        parcel = packing.pack(day, order, wrong=strange if number == 0 else None)
        packing.label(day, parcel)
        packing.hand_over(day, parcel)
        packing.arrives(day, parcel)


@contextmanager
def home(folder: Path) -> Iterator[None]:
    """This folder is the PC's home meanwhile."""
    before = os.environ.get("STATUETTE_HOME")
    os.environ["STATUETTE_HOME"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["STATUETTE_HOME"]
        else:
            os.environ["STATUETTE_HOME"] = before
