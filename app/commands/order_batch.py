"""One recipe over the models of many items: taken out of the asset store, done like any batch, filed with their orders."""

import logging
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from app.commands import item_work
from app.commands.batch import Tell, run_batch, write_table
from app.commands.batch_plan import FINISHED, TABLE, Origin, Plan, Row, earlier_rows, plan
from app.commands.need_to_know import need
from app.commands.office import Office, command
from app.commands.orders import find_number
from app.commands.queue import BUILT_IN, page
from app.errors import AppError
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.mesh.store import MeshStore
from app.orders.book import NotFoundError
from app.orders.queue import QueueQuery
from app.orders.records import Item, Order
from app.products.table import PRODUCTS
from app.security.permissions import NotAllowedError, Permission
from app.session.document_json import fingerprint, from_json
from app.settings.recipe import Recipe

log = logging.getLogger(__name__)

HANDED_OVER = text("It was handed over already and is left alone; send it back to modelling to do a recipe to it.")
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


@dataclass(frozen=True)
class TakenOut:
    """The models of items, for a batch.

    files, origins  the models that could be had, and what each is the model of
    places          where each of them stands among the items that were asked for
    at_model        whether the model of each is still to be made
    left_out        place of every other item, and the sentence that says why
    """

    files: tuple[Path, ...]
    origins: tuple[Origin, ...]
    places: tuple[int, ...]
    at_model: tuple[bool, ...]
    left_out: tuple[tuple[int, str], ...]


class NamedItem(NamedTuple):
    """An item as a batch lists it. recipe: id of the one that its product proposes in this finish; "" for none."""

    item: int
    name: str
    recipe: str


@command("items.names", Permission.ORDERS_SEE)
def names_of(office: Office, items: Iterable[int]) -> tuple[NamedItem, ...]:
    """These items by number of the order and title; those that are gone, or nobody's business, are left out."""
    found: list[NamedItem] = []
    with office.book.reading() as book:
        for item_id in items:
            try:
                item = book.get(Item, item_id)
                need(office.actor, Permission.ORDERS_SEE, item)
            except (NotFoundError, NotAllowedError):
                continue
            name = f"{book.get(Order, item.order).number} {item.title}".strip()
            product = PRODUCTS.get(item.product)
            found.append(NamedItem(item_id, name, "" if product is None else product.recipe_of(item.finish)))
    return tuple(found)


def take_out(office: Office, items: Iterable[int], folder: Path, progress: Progress) -> TakenOut:
    """Write the generated meshes of these items into ``folder``, named by order and serial.

    Whoever asked removes the folder.
    """
    chosen = tuple(items)
    files: list[Path] = []
    origins: list[Origin] = []
    places: list[int] = []
    at_model: list[bool] = []
    left_out: list[tuple[int, str]] = []
    folder.mkdir(parents=True, exist_ok=True)
    for place, item in enumerate(chosen):
        progress(place / max(1, len(chosen)), text("Fetching the models"))
        try:
            taken = item_work.take_up(office, item)
            content = item_work.generated_model(office, item)
        except AppError as error:
            left_out.append((place, str(error.sentence)))
            continue
        path = folder / f"{taken.number}-{taken.item.serial}{Path(taken.model).suffix.lower() or '.glb'}"
        path.write_bytes(content)
        files.append(path)
        places.append(place)
        at_model.append(taken.at_model)
        title = f"{taken.number} {taken.item.title}".strip()
        over = "" if taken.document is None else fingerprint(taken.document)
        origins.append(Origin(item, title, taken.process, taken.height_mm, over))
    return TakenOut(tuple(files), tuple(origins), tuple(places), tuple(at_model), tuple(left_out))


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

    A row for each item, in the order of the items; ``tell`` counts the same way.

    Resumable as any batch: what is done already is not done again, and is filed again where the book did not get it,
    unless somebody has gone on with the item since. What was handed over already is left alone: its proof and approval stay.
    A broken one never stops the rest; why an item could not be filed stands in its row.
    """
    chosen = tuple(items)
    folder = store.folder() / "batch"
    try:
        taken = take_out(office, chosen, folder, progress.part(0.0, 0.05))
        names = {one.item: one.name for one in names_of(office, chosen)}
        rows = [Row(names.get(item, str(item)), "", item=item) for item in chosen]
        left_out, places, batch = list(taken.left_out), taken.places, None
        if taken.files:
            batch = plan(taken.files, out, recipe, process, suffix, taken.origins)
            earlier = earlier_rows(batch)
            done = [n for n, name in enumerate(batch.names) if taken.at_model[n] or name in earlier]
            left_out += [(place, str(HANDED_OVER)) for n, place in enumerate(places) if n not in done]
            batch, places = batch.only(done), tuple(places[n] for n in done)
        for place, why in left_out:
            rows[place] = replace(rows[place], state="failed", message=why)
            tell(place, rows[place], 1.0, None)

        def told(number: int, row: Row, done: float, what: Text | None) -> None:
            tell(places[number], _without_folder(row), done, what)

        if batch is not None and batch.files:
            made = _run(office, store, batch, workers, progress.part(0.05, 1.0), told)
            for place, row in zip(places, made, strict=True):
                rows[place] = row
        return tuple(rows)
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # the faces of buyers do not lie about in the open


def _run(  # noqa: PLR0917 - as run_for_items
    office: Office, store: MeshStore, batch: Plan, workers: int, progress: Progress, tell: Tell
) -> tuple[Row, ...]:
    earlier = {out: _without_folder(row) for out, row in earlier_rows(batch).items()}
    done = [_without_folder(row) for row in run_batch(batch, workers, progress, tell, store)]
    for number, row in enumerate(done):
        if row.state in FINISHED and row.document is not None:
            done[number] = _filed(office, store, row, again=row == earlier.get(row.out))
            tell(number, done[number], 1.0, None)
    write_table(batch.out / TABLE, done)
    return tuple(done)


def _without_folder(row: Row) -> Row:
    """The folder that the models were taken out into is gone when somebody reads this."""
    return replace(row, file=Path(row.file).name)


def _filed(office: Office, store: MeshStore, row: Row, *, again: bool) -> Row:
    """``again``: it was done in an earlier run. What was made of it by hand since then stays."""
    assert row.document is not None
    document = from_json(row.document)
    try:
        there = item_work.take_up(office, document.item).document
        if again and there is not None and fingerprint(there) not in {row.over, fingerprint(document)}:
            return row
        item_work.file_step(office, document, row.over)
        item_work.file_revision(office, document.item, store.get(document.revision))
    except AppError as error:
        return replace(row, state="failed", message=str(error.sentence))
    except KeyError:
        log.warning("a revision of a batch is not in the store")
        return replace(row, state="failed", message=str(text("The result is gone from this PC; do the batch again.")))
    return row
