"""The scenes of the modelling engineer: from the model that came in to the proof and the buyer's decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screens.day import Story
    from screens.stage import Stage

NAMES = ("queue", "report", "repair", "base", "text", "hollow", "colours", "proof", "decision")


def take(stage: Stage, story: Story) -> None:
    """The figurine of an order: checked, repaired, prepared, shown to the buyer."""
    if not story.wants(*NAMES):
        return
    window = stage.window
    bench, report, side = window.workshop.bench, window.docks.report, window.docks.side
    _open_an_item(stage)
    story.take("queue", wait=1.5)
    window.docks.by_name["jobs"].hide()
    window.docks.by_name["printers"].hide()
    if story.wants("report"):
        report.choose(report.cards["self_intersections"].finding)
        story.take("report", wait=2.0)
        report.choose(None)
    if story.wants("repair", "base", "text", "hollow", "colours"):
        at = bench.document.position
        report.repair.click()
        stage.until(lambda: bench.document.position > at and bench.report is not None and stage.model_drawn())
    if story.wants("repair"):
        stage.action("view.compare")
        stage.until(lambda: window.bench.viewport.split_at() is not None)
        story.take("repair", wait=2.0)
        stage.action("view.compare")
    if story.wants("base", "text", "hollow"):
        _prepare(stage, story)
    if story.wants("colours"):
        side.choose("color")
        stage.action("view.softproof")
        stage.action("view.gamut")
        story.take("colours", wait=6.0)
        stage.action("view.gamut")
        stage.action("view.softproof")
    side.choose("check")
    if story.wants("proof"):
        from app.gui.proof.model_dialog import ModelProofDialog  # noqa: PLC0415 - after the folder and the path are set

        stage.action("file.proof")
        dialog = stage.dialog(ModelProofDialog)
        dialog.folder.setText("/proofs")  # not the folder that these pictures are taken on
        story.take("proof", dialog)
        dialog.reject()
    if story.wants("decision"):
        _decide(stage, story)


def _open_an_item(stage: Stage) -> None:
    """The figurine with a generated mesh that is being modelled."""
    from app.commands.item_work import take_up  # noqa: PLC0415 - after the path is set
    from app.orders.records import Item  # noqa: PLC0415

    bench, office = stage.window.workshop.bench, stage.desk.office
    with office.book.reading() as book:
        items = [one for one in book.find(Item) if one.stage == "modeling" and one.product == "figurine"]
    item = next(one for one in items if take_up(office, one.id).model)
    stage.window.open_item(item.id)
    stage.until(lambda: bench.document is not None and bench.document.item == item.id)
    stage.until(lambda: bench.report is not None and bool(stage.window.workshop.repairs) and stage.model_drawn())
    stage.rest(1.5)


def _prepare(stage: Stage, story: Story) -> None:
    bench, page = stage.window.workshop.bench, stage.window.docks.pages["prepare"]
    stage.action("tool.base")
    story.take("base", wait=3.0)
    if story.wants("text", "hollow"):
        at = bench.document.position
        page.form.start.click()
        stage.until(lambda: bench.document.position > at and bench.report is not None and stage.model_drawn())
    if story.wants("text"):
        stage.action("tool.lettering")
        words: Any = page.form.fields["text"]
        words.box.setPlainText("星光歌手" if story.code == "zh" else "Starlight singer")
        story.take("text", wait=5.0)
        page.close_form()
    if story.wants("hollow"):
        stage.action("tool.hollow")
        story.take("hollow", wait=5.0)
        page.close_form()


def _decide(stage: Stage, story: Story) -> None:
    """What the buyer said to the proof, on the page of the order."""
    from app.gui.orders.proof_decision import DecisionQuestion  # noqa: PLC0415 - after the path is set
    from app.orders.records import Item  # noqa: PLC0415

    with stage.desk.office.book.reading() as book:
        item = next(one for one in book.find(Item) if one.stage == "proof_sent" and one.product == "figurine")
    stage.window.orders.show_order(item.order)
    stage.rest(2.0)
    dialog = DecisionQuestion(stage.window.look, "approve", lambda _asked: None, stage.window, accounts=False)
    dialog.open()
    dialog.words.setPlainText(
        "很喜欢，就按这个做！" if story.code == "zh" else "Lovely. Please make it just like this!"
    )
    dialog.by_buyer.setChecked(True)
    story.take("decision", dialog)
    dialog.reject()
    stage.action("orders.back")
