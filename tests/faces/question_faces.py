"""Questions: what is asked before something is done."""

from collections.abc import Callable, Iterator
from typing import Any

from tests.faces.ways import made_printers
from tests.faces.world import Face, Open, World


def question_faces() -> Iterator[Face]:
    from app.gui.dispatch.clear_question import ClearQuestion
    from app.gui.dispatch.plate_doings import ProposeQuestion
    from app.gui.orders.asking import DueQuestion, ask_hold
    from app.gui.orders.claim_questions import ComplaintQuestion, EvidenceQuestion, VerdictQuestion
    from app.gui.orders.proof_decision import DecisionQuestion, SendQuestion
    from app.gui.packing.chase_page import ChaseQuestion
    from app.gui.widgets.question import ReasonQuestion
    from app.i18n import text
    from app.service.records import Claim

    def ask(make: Callable[[Any, Any], Any]) -> Open:
        return lambda world: make(world.window.look, world.window).open()

    yield "question/hold", ask(lambda _look, parent: ask_hold("Night singer", lambda *_a: None, parent))
    yield (
        "question/reason",
        ask(lambda _look, parent: ReasonQuestion(
            text("Cancel the order"), text("Why?"), lambda _why: None, parent, done=text("Cancel the order")
        )),
    )  # fmt: skip
    yield "question/due", ask(lambda _look, parent: DueQuestion("Night singer", None, lambda _due: None, parent))
    yield "question/complaint", ask(lambda look, parent: ComplaintQuestion(look, "Cat", lambda _q: None, parent))
    yield "question/evidence", ask(lambda look, parent: EvidenceQuestion(look, lambda _f: None, parent))
    yield (
        "question/verdict",
        ask(lambda _look, parent: VerdictQuestion(Claim(number="C-1", order=1), lambda *_a: None, parent)),
    )
    yield "question/proof-sent", ask(lambda look, parent: SendQuestion(look, lambda _f: None, parent))
    yield (
        "question/proof-decided",
        ask(lambda look, parent: DecisionQuestion(look, "approve", lambda _q: None, parent, accounts=False)),
    )
    yield "question/clear", lambda world: ClearQuestion(made_printers(world)[0], lambda: None, world.window).open()
    yield "question/plate", lambda world: _propose(world, ProposeQuestion)
    yield "question/add-to-plate", _add_to_plate
    yield "question/material", _material
    yield "question/chase", lambda world: _chase(world, ChaseQuestion)


def _chase(world: World, kind: type[Any]) -> None:
    from app.commands import shipping

    kind(shipping.chase_list(world.office)[0], world.window).open()


def _add_to_plate(world: World) -> None:
    from app.commands.plate_pieces import Unit
    from app.gui.dispatch.add_question import AddQuestion

    item = world.choose(lambda item: item.product == "figurine" and item.stage == "queued")
    units = [Unit(item, number, None, "", "", number - 1, item.due_at, "20261125-0001") for number in (1, 2)]
    AddQuestion("Mimaki 11-30 18:00", units, lambda _units: None, world.window).open()


def _material(world: World) -> None:
    from app.dispatch.records import PrintJob
    from app.gui.dispatch.material_question import MaterialQuestion, choices

    job = PrintJob(uid="o1", state="planned", suffix=".gcode", process="white-fdm", name="SN-1")
    among = choices(job, world.window.dispatch.page.station.names.materials)
    MaterialQuestion("SN-1", job, among, lambda _material: None, world.window).open()


def _propose(world: World, kind: type[Any]) -> None:
    from app.commands.plate_view import Waiting

    printer, _ = made_printers(world)
    page = world.window.dispatch.page
    kind(
        (Waiting("full-color-jetting", "", ()),), (printer,), page.station.names, lambda _draft: None, world.window
    ).open()
