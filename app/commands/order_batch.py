"""One recipe over the models of many items: taken out of the asset store, done like any batch, filed with their orders."""

import logging
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from app.commands import item_work
from app.commands.batch import Tell, run_batch, write_table
from app.commands.batch_plan import FINISHED, TABLE, Origin, Plan, Row, plan
from app.commands.office import Office
from app.commands.orders import find_number
from app.commands.queue import BUILT_IN, page
from app.errors import AppError
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.mesh.store import MeshStore
from app.orders.queue import QueueQuery
from app.products.table import PRODUCTS
from app.session.document_json import from_json
from app.settings.recipe import Recipe

log = logging.getLogger(__name__)

FIGURINES = frozenset(product.id for product in PRODUCTS.values() if product.kind == "figurine")


def figurines_of(office: Office, words: str) -> tuple[int, ...]:
    """Ids of the figurines in a view (its key, as ``to_model``) or in the order of this number.

    Raises AppError where there is neither.
    """
    view = next((view for view in BUILT_IN if view.key == words), None)
    if view is not None:
        query = replace(view.query, assignee=office.actor.account) if view.mine else view.query
    else:
        order = find_number(office, words)
        if order is None:
            raise AppError(text("There is no order and no view “{words}”.", words=words))
        query = QueueQuery(order=order)
    found: list[int] = []
    after = None
    while True:
        rows = page(office, replace(query, products=FIGURINES), after)
        found += [row.item for row in rows.rows]
        after = rows.next
        if after is None:
            return tuple(found)


def take_out(
    office: Office, items: Iterable[int], folder: Path, progress: Progress
) -> tuple[tuple[Path, ...], tuple[Origin, ...], tuple[tuple[int, Text], ...]]:
    """Write the generated meshes of these items into ``folder``, named by order and serial.

    Gives files, what each is the model of, and why the others are left out. Whoever asked removes the folder.
    """
    chosen = tuple(items)
    files: list[Path] = []
    origins: list[Origin] = []
    left_out: list[tuple[int, Text]] = []
    folder.mkdir(parents=True, exist_ok=True)
    for number, item in enumerate(chosen):
        progress(number / max(1, len(chosen)), text("Fetching the models"))
        try:
            taken = item_work.take_up(office, item)
            content = item_work.generated_model(office, item)
        except AppError as error:
            sentence = error.sentence
            left_out.append((item, sentence if isinstance(sentence, Text) else text("{words}", words=sentence)))
            continue
        path = folder / f"{taken.number}-{taken.item.serial}{Path(taken.model).suffix.lower() or '.glb'}"
        path.write_bytes(content)
        files.append(path)
        title = f"{taken.number} {taken.item.title}".strip()
        origins.append(Origin(item, title, taken.process, taken.height_mm))
    return tuple(files), tuple(origins), tuple(left_out)


def run_for_items(  # noqa: PLR0917 - a batch and what it is for
    office: Office,
    store: MeshStore,
    items: Iterable[int],
    out: Path,
    recipe: Recipe,
    process: str,
    suffix: str,
    workers: int,
    progress: Progress,
    tell: Tell = lambda *_: None,
) -> tuple[Row, ...]:
    """Do a recipe to the generated meshes of items; each result is the item's newest version and a file in ``out``.

    Resumable as any batch: what is done already is not done again, and is filed again where the book did not get it.
    A broken one never stops the rest; why an item could not be filed stands in its row.
    """
    folder = store.folder() / "batch"
    try:
        files, origins, left_out = take_out(office, items, folder, progress.part(0.0, 0.05))
        rows: list[Row] = [Row(str(item), "", "failed", message=str(why), item=item) for item, why in left_out]
        if files:
            batch = plan(files, out, recipe, process, suffix, origins)
            rows += _run(office, store, batch, workers, progress.part(0.05, 1.0), tell)
        return tuple(rows)
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # the faces of buyers do not lie about in the open


def _run(  # noqa: PLR0917 - as run_for_items
    office: Office, store: MeshStore, batch: Plan, workers: int, progress: Progress, tell: Tell
) -> tuple[Row, ...]:
    done = list(run_batch(batch, workers, progress, tell, store))
    for number, row in enumerate(done):
        if row.state in FINISHED and row.document is not None:
            done[number] = _filed(office, store, row)
            tell(number, done[number], 1.0, None)
    write_table(batch.out / TABLE, done)
    return tuple(done)


def _filed(office: Office, store: MeshStore, row: Row) -> Row:
    assert row.document is not None
    document = from_json(row.document)
    try:
        item_work.file_step(office, document)
        item_work.file_revision(office, document.item, store.get(document.revision))
    except AppError as error:
        return replace(row, state="failed", message=str(error.sentence))
    except KeyError:
        log.warning("a revision of a batch is not in the store")
        return replace(row, state="failed", message=str(text("The result is gone from this PC; do the batch again.")))
    return row
