"""What this PC keeps in its own folders: models, small pictures of them, and what lies on its benches; all of it sealed."""

import logging
import time
from collections import Counter
from collections.abc import Collection, Mapping
from functools import partial
from threading import RLock

from app.commands.office import Office
from app.errors import WriteRefusedError
from app.gui.layout.erased_words import items_in, kept_names, sources_in, without
from app.gui.trouble.safe_left import FOLDER as SAFE
from app.gui.trouble.safe_left import LAYOUT
from app.jobs.progress import Progress
from app.orders.book import ItemKey
from app.security.actor import PROGRAM
from app.security.late_vault import LateVault
from app.settings.folders import Folders
from app.storage.bench_journal import FolderJournal
from app.storage.erased import forget_erased, forget_models
from app.storage.left_behind import take_away
from app.storage.mesh_key import MeshKey
from app.storage.mesh_store import FolderMeshStore
from app.storage.outlived import Bench, forget_outlived
from app.storage.scratch_list import ScratchList
from app.storage.sealed_files import SealedFiles
from app.storage.set_aside import FolderSetAside
from app.storage.thumbnails import FolderThumbnails
from app.storage.untold import FolderUntold

log = logging.getLogger(__name__)


class KeptHere:
    """In safe mode its benches are others than usual.

    journal   of the bench that is open
    left      of the safe mode before
    untold    what the book was not told yet of models of items: at the bench that is open; and what safe mode has left
    set_aside what the book has refused of that, until a person takes it
    layouts   what is laid out at the bench that is open
    typed     what people have typed and not kept yet
    """

    def __init__(self, folders: Folders, vault: LateVault, *, safe: bool) -> None:
        self._data = folders.data
        key = MeshKey(vault, folders.settings)
        self._scratch = ScratchList(folders.data / "scratch.json")
        self.journal = FolderJournal(folders.data / SAFE if safe else folders.data, vault, self._scratch)
        self._usual = FolderJournal(folders.data, vault)  # it waits while safe mode is on
        self.left = FolderJournal(folders.data / SAFE, vault)
        self._other = self._usual if safe else self.left
        usual_untold, safe_untold = (FolderUntold(at / "untold", vault) for at in (folders.data, folders.data / SAFE))
        self._untold = (usual_untold, safe_untold)
        self.untold = (safe_untold,) if safe else self._untold  # in safe mode nothing is told of the usual bench
        self.set_aside = FolderSetAside(folders.data / "set-aside", vault)
        self._safe_layouts, self._usual_layouts = (
            SealedFiles(folders.data / "layout" / name, key) for name in (SAFE, "bench")
        )
        self.layouts, self._other_layouts = (
            (self._safe_layouts, self._usual_layouts) if safe else (self._usual_layouts, self._safe_layouts)
        )
        self.meshes = FolderMeshStore(folders.data / "meshes", key)
        self.thumbnails = FolderThumbnails(folders.data / "thumbnails", key)
        self.typed = SealedFiles(folders.data / "typed", key)
        self._one = RLock()  # two that look for what was erased would both say that it went
        self._went = Counter[int]()  # by item: how many things are gone, and the book does not know it yet

    def seal_and_forget(self, office: Office, *, progress: Progress) -> None:
        """What is not sealed yet is; what was deleted with its order, or had none and is old, goes from this PC as well."""
        from app.commands.retention import gone_revisions, unnamed_revisions  # noqa: PLC0415 - not needed for the window

        progress(0.0)
        self.forget(office)
        began = time.time()
        self.thumbnails.forget_old()
        take_away((self._data / "items").glob("*"))
        self.meshes.seal_old()
        gone = gone_revisions(office.acting(PROGRAM), self.meshes.revisions())
        self.meshes.forget(gone)
        self.thumbnails.forget(gone)
        unnamed = partial(unnamed_revisions, office.acting(PROGRAM))
        forget_outlived(self.meshes, self.thumbnails, self._scratch, self._benches, unnamed=unnamed, began=began)

    def among(self, office: Office, items: Collection[ItemKey]) -> frozenset[ItemKey]:
        """See app.gui.base.services.Erased, here and below."""
        if not items:
            return frozenset()
        from app.commands.retention import erased_items  # noqa: PLC0415 - needed seldom

        with office.book.reading() as book:
            which = book.which()
        here = {item for book, item in items if book == which.id}
        return (
            frozenset((which.id, item) for item in erased_items(office.acting(PROGRAM), here)) if here else frozenset()
        )

    def forget(self, office: Office) -> None:
        """What waits here of models, or lies on a bench that is not open, and was erased with its order meanwhile, goes."""
        with self._one:
            self._forget_models(office)
            self._forget_layouts(office)
            self.went(office, {})

    def went(self, office: Office, things: Mapping[int, int], revisions: Collection[str] = ()) -> None:
        """Where the book does not answer now, it is told with the next ones."""
        with self._one:
            self._went.update(things)
            if revisions:
                forget_models(self.meshes, self.thumbnails, self._benches, _due(office.acting(PROGRAM), revisions))
            if self._went:
                from app.commands.retention import note_left_pc  # noqa: PLC0415 - needed seldom

                note_left_pc(office.acting(PROGRAM), self._went)
                self._went.clear()

    def _forget_models(self, office: Office) -> None:
        waiting = [*self.journal.waiting(closed=False), *self._other.waiting(closed=True)]
        if self.set_aside.empty and not waiting and not any(untold.items() for untold in self._untold):
            return  # as on nearly every PC: what asks the book is not even loaded
        from app.commands.retention import erased_items  # noqa: PLC0415 - see above

        asked = office.acting(PROGRAM)
        with office.book.reading() as book:
            which = book.which()
        self._went += forget_erased(
            self.meshes, self.thumbnails, self.set_aside, self._untold, waiting, benches=self._benches, which=which,
            erased=partial(erased_items, asked), due=partial(_due, asked),
        )  # fmt: skip

    def _forget_layouts(self, office: Office) -> None:
        """Of the bench that this window cannot open; of the other one the window itself takes it off."""
        content = self._other_layouts.content(LAYOUT)
        if content is None:
            return
        gone = {item for _book, item in self.among(office, items_in(content))}
        if not gone:
            return
        words = without(content, gone)
        try:
            self._other_layouts.keep(LAYOUT, words)
        except WriteRefusedError as problem:  # the next look comes by again
            log.warning("what was laid out for erased orders stays: %s", type(problem).__name__)
            return
        self._other_layouts.only(kept_names(LAYOUT, words.decode()))
        self._went.update(gone)

    @property
    def _benches(self) -> tuple[Bench, ...]:
        return self.journal, self._usual, self.left, *self._untold, self.set_aside

    def bring_safe_layouts(self) -> None:
        """What was laid out in safe mode goes where it belongs, once no layout bench is open any more."""
        if (self._data / "layout" / SAFE).is_dir():
            from app.gui.trouble.safe_left import bring_layouts  # noqa: PLC0415
            from app.layouts.composing.folder_shelf import KEPT  # noqa: PLC0415

            bring_layouts(self._safe_layouts, self._usual_layouts, sources_in, KEPT)


def _due(office: Office, revisions: Collection[str]) -> frozenset[str]:
    """Those of these revisions that the book needs no more, or never knew."""
    from app.commands.retention import gone_revisions, unnamed_revisions  # noqa: PLC0415 - needed seldom

    return gone_revisions(office, revisions) | unnamed_revisions(office, revisions)
