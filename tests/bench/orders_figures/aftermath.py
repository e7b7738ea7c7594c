"""What has to hold after a kill -9: all that was confirmed is there, nothing is there by half, the chain holds."""

from pathlib import Path

from app.commands.office import Office
from app.errors import AppError
from app.jobs.progress import silent
from app.orders.backup import BackupDamagedError, BackupRefusedError
from app.orders.records import Consent, Contact, Creation, Item, Order
from app.security.contact import open_contact
from tests.bench.orders_figures.bundles import order as bundle_order
from tests.bench.orders_figures.place import office_at
from tests.bench.orders_figures.victims import BACKUPS, Killed


class Aftermath:
    """Looks after each kill, as the program does when it is started again. ``faults``: what is wrong, as sentences."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.faults: list[str] = []
        self._files: set[str] = set()
        self._backups: set[str] = set()

    def look(self, killed: Killed) -> None:
        """Start again and look."""
        office = office_at(str(self._home / "orders.sqlite"), self._home)
        try:
            look = {
                "intake": self._intake,
                "transition": self._transition,
                "asset": self._asset,
                "backup": self._backup,
            }
            look[killed.kind](office, killed)
            self._no_half_file(office)
            chain = office.book.verify_chain()
            if not chain.good:
                self.faults.append(f"the chain is broken after {killed.kind}: {chain}")
        finally:
            office.book.close()

    def _intake(self, office: Office, killed: Killed) -> None:
        """Each bundle came in whole, or not at all."""
        with office.book.reading() as book:
            for keys in killed.tried:
                orders = book.find(Order, key=keys, source="bench")
                if keys in killed.confirmed and len(orders) != len(keys):
                    self.faults.append(f"{len(keys) - len(orders)} orders of a confirmed bundle are gone")
                if len(orders) not in {0, len(keys)}:
                    self.faults.append(f"{len(orders)} of {len(keys)} orders of a bundle came in")
                for order in orders:
                    items = book.find(Item, order=order.id)
                    parts = [book.how_many(kind, order=order.id) for kind in (Contact, Creation, Consent)]
                    links = [event.kind for event in book.events(order=order.id)]
                    if (
                        parts != [1, 1, 1]
                        or len(items) != len(bundle_order(order.key, with_cover=True)["items"])
                        or not links
                    ):
                        self.faults.append(f"an order has {len(items)} items, {parts} other parts, {len(links)} links")
                for contact in book.find(Contact, order=[order.id for order in orders]):
                    if open_contact(office.vault, contact).name != "测试甲":
                        self.faults.append("a contact is another one")
                for creation in book.find(Creation, order=[order.id for order in orders]):
                    if not self._reads(office, creation.cover):
                        self.faults.append("the cover of an order is gone")

    def _transition(self, office: Office, killed: Killed) -> None:
        """Whoever was told a version finds it, or a later one, and the step in the chain."""
        with office.book.reading() as book:
            for item_id, version, state in killed.confirmed:
                item = book.get(Item, item_id)
                if item.version < version or (item.version == version and item.state != state):
                    self.faults.append(
                        f"an item is version {item.version} {item.state}, {version} {state} was confirmed"
                    )
            for item_id in {item_id for item_id, _, _ in killed.confirmed}:
                item = book.get(Item, item_id)
                last = [e.facts["to"] for e in book.events(subject=f"item:{item_id}", limit=5000) if "to" in e.facts]
                if last[-1:] != [item.state]:
                    self.faults.append(f"an item is {item.state}, its chain says {last[-1:]}")

    def _asset(self, office: Office, killed: Killed) -> None:
        self.faults += ["a confirmed file is gone" for digest in killed.confirmed if not self._reads(office, digest)]

    def _backup(self, office: Office, killed: Killed) -> None:
        """Confirmed backups can be read to the end; of the others, what is there is whole or is refused."""
        there = {path.name for path in (self._home / BACKUPS).glob("statuette-*.zip")}
        self.faults += [f"the backup {name} is gone" for name in killed.confirmed if name not in there]
        for name in there - self._backups:
            try:
                report = office.book.backups().check(self._home / BACKUPS / name, office.assets, silent())
                good = not report.missing
            except (BackupDamagedError, BackupRefusedError):
                good = False
            if not good and name in killed.confirmed:
                self.faults.append(f"the backup {name} cannot be read")
        self._backups |= there

    def _no_half_file(self, office: Office) -> None:
        """Every file that the store names is whole."""
        there = set(office.assets.digests())
        self.faults += ["a file is there by half" for digest in there - self._files if not self._reads(office, digest)]
        self._files |= there

    @staticmethod
    def _reads(office: Office, digest: str) -> bool:
        """Its content is what its digest says: the store looks."""
        try:
            office.assets.get(digest)
        except (AppError, KeyError):
            return False
        return True
