"""From an order of a bundle to a draft for the book, with its files kept in the asset store first."""

import json
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import PurePosixPath

from app.commands.intake.batch import AssetRefusedError, Files
from app.i18n import text
from app.jobs.progress import Progress
from app.orders.assets import AssetStore
from app.orders.bundle import PRIORITIES, BundleCreation, BundleItem, BundleOrder
from app.orders.draft import Buyer, ConsentDraft, CreationDraft, FileDraft, ItemDraft, OrderDraft
from app.orders.records import CLIENT
from app.security.vault import Vault

MODEL_SUFFIXES = frozenset({".glb", ".gltf", ".obj", ".stl", ".ply", ".3mf", ".off"})
_AT_ONCE = 8  # files that are written at the same time: each waits for the disk
_SMALL = 4 << 20  # larger ones one by one: they would fill the memory


def mark_of(vault: Vault, order: BundleOrder, files: Files) -> bytes:
    """Keyed hash of all that came with an order, its files included. Raises AssetRefusedError for a file unannounced."""
    told = json.dumps(order.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    digests = sorted(files.digest(name) for name in order.asset_names())
    return vault.index("intake", told + "".join(digests))


def draft_of(order: BundleOrder, source: str, kept: "KeptFiles") -> OrderDraft:
    """The draft; every file of the order is in the asset store already."""
    buyer, consent = order.buyer, order.consent
    return OrderDraft(
        items=tuple(_item(item) for item in order.items),
        buyer=Buyer() if buyer is None else Buyer(buyer.name, buyer.phone, buyer.address),
        source=source,
        key=order.key,
        channel=order.channel,
        campaign=order.campaign,
        client=order.client or CLIENT,
        language=order.language,
        priority=PRIORITIES.index(order.priority),
        received_at=order.received_at,
        due_at=order.due_at,
        consent=None
        if consent is None
        else ConsentDraft(
            text_version=consent.text_version,
            channel=consent.channel,
            given_at=consent.given_at,
            scopes=tuple(dict.fromkeys(consent.scopes)),
            territory=consent.territory,
            until=consent.until,
            guardian=consent.guardian,
        ),
        creations=tuple(_creation(creation, kept) for creation in order.creations),
        files=tuple(
            FileDraft(kind=kind, name=PurePosixPath(name).name, digest=kept.digest(name), size=kept.size(name))
            for creation in order.creations
            for kind, name in (("cover", creation.cover), ("mesh", creation.mesh))
            if name
        ),
    )


def _item(item: BundleItem) -> ItemDraft:
    height, width = item.measures()
    return ItemDraft(
        product=item.product,
        title=item.title,
        finish=item.made_in,
        height_mm=height,
        width_mm=width,
        base=item.base,
        quantity=item.quantity,
        creation=item.creation,
    )


def _creation(creation: BundleCreation, kept: "KeptFiles") -> CreationDraft:
    return CreationDraft(
        key=creation.key,
        title=creation.title,
        cover=kept.digest(creation.cover) if creation.cover else "",
        mesh=kept.digest(creation.mesh) if creation.mesh else "",
        media_url=creation.media_url,
        licence=creation.licence,
    )


class KeptFiles:
    """Brings the files of orders into the asset store: pictures, models, all of them sensitive, each once."""

    def __init__(self, files: Files, assets: AssetStore) -> None:
        self._files, self._assets = files, assets
        self._sizes: dict[str, int] = {}  # by digest: what is in the store for certain

    def digest(self, name: str) -> str:
        """Raises AssetRefusedError for a name that was not announced."""
        return self._files.digest(name)

    def size(self, name: str) -> int:
        """Bytes of a file that was kept."""
        return self._sizes[self._files.digest(name)]

    def keep(
        self,
        orders: list[BundleOrder],
        refuse: Callable[[BundleOrder, AssetRefusedError], None],
        progress: Progress,
    ) -> None:
        """Keep the files of these orders; ``refuse`` is told which order has one that cannot be.

        Raises AssetsOfflineError, Cancelled: then nothing that was read here is lost, it is read again the next time.
        """
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="intake") as pool:
            waiting: list[Future[object]] = []
            for place, order in enumerate(orders):
                progress(place / len(orders))
                try:
                    for creation in order.creations:
                        self._take(creation.cover, pool, waiting, looks_like_picture)
                        self._take(creation.mesh, pool, waiting, looks_like_model)
                except AssetRefusedError as error:
                    refuse(order, error)
            for one in waiting:
                one.result()

    def _take(
        self,
        name: str,
        pool: ThreadPoolExecutor,
        waiting: list[Future[object]],
        fits: Callable[[str, bytes], None],
    ) -> None:
        if not name:
            return
        digest = self._files.digest(name)
        if digest in self._sizes:
            return
        try:
            content = self._files.content(name)
        except AssetRefusedError:
            if not self._assets.has(digest):
                raise
            self._sizes[digest] = self._assets.info(digest).size  # it came along with an earlier order
            return
        fits(name, content)
        if len(content) > _SMALL:
            self._assets.put(content, sensitive=True)
        else:
            if len(waiting) >= 4 * _AT_ONCE:
                waiting.pop(0).result()
            waiting.append(pool.submit(self._assets.put, content, sensitive=True))
        self._sizes[digest] = len(content)


def check_files(order: BundleOrder, files: Files) -> None:
    """Look at the files of an order without keeping them. Raises AssetRefusedError."""
    for creation in order.creations:
        for name, fits in ((creation.cover, looks_like_picture), (creation.mesh, looks_like_model)):
            if name:
                fits(name, files.content(name))


def looks_like_picture(_name: str, content: bytes) -> None:
    """By its first bytes; it is opened later, with care. Raises AssetRefusedError."""
    if not (
        content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"))
        or (content.startswith(b"RIFF") and content[8:12] == b"WEBP")
    ):
        raise AssetRefusedError(text("the cover is no picture that is read here; send a PNG, JPEG or WebP"))


def looks_like_model(name: str, _content: bytes) -> None:
    """By its name; it is opened later, in a process of its own. Raises AssetRefusedError."""
    if PurePosixPath(name).suffix.lower() not in MODEL_SUFFIXES:
        raise AssetRefusedError(text("the mesh is no model that is read here; send a GLB, OBJ, STL, PLY, 3MF or OFF"))
