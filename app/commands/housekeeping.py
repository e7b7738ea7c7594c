"""What has become due by itself, done in one go, as far as the actor may: for a clock in the window and the command line."""

from dataclasses import dataclass
from datetime import timedelta

from app.commands.office import Office
from app.commands.order_clock import close_finished, plan_again, unplanned
from app.commands.proofs import expire_proofs
from app.commands.shipping import accept_by_time
from app.errors import AppError
from app.i18n import Text, plural, text
from app.jobs.progress import Progress
from app.security.actor import Actor
from app.security.permissions import NotAllowedError, Permission, may

_ONE_CLOCK = timedelta(hours=1)
_NEEDS = {
    "expired": Permission.PROOF_DECIDE, "accepted": Permission.ACCEPTANCE, "closed": Permission.ORDERS_EDIT,
    "planned": Permission.ORDERS_EDIT,
}  # fmt: skip


class ClockWrongError(AppError):
    """By the clock of this PC, more or less time has passed than by that of the database: nothing is due by it."""

    def __init__(self) -> None:
        super().__init__(
            text("The clock of this PC and that of the database differ by more than an hour; set them right first.")
        )


@dataclass(frozen=True)
class Tidied:
    """How many of each were due, and are done.

    expired   proofs that nobody answered in time
    accepted  parcels that count as accepted by the contract, because their buyers were silent
    closed    orders whose warranty is over
    planned   orders whose steps have due times from now on
    """

    expired: int = 0
    accepted: int = 0
    closed: int = 0
    planned: int = 0

    @property
    def sentences(self) -> tuple[Text, ...]:
        """What was done, a sentence each; none where nothing was due."""
        counted = (
            (
                self.expired,
                plural(
                    "{n} proof expired: the buyer did not answer. Send it again, or ask.",
                    "{n} proofs expired: their buyers did not answer. Send them again, or ask.",
                    self.expired,
                ),
            ),
            (
                self.accepted,
                plural(
                    "{n} parcel counts as accepted by the contract: the buyer was silent.",
                    "{n} parcels count as accepted by the contract: their buyers were silent.",
                    self.accepted,
                ),
            ),
            (
                self.closed,
                plural(
                    "{n} order closed: its warranty is over.", "{n} orders closed: their warranty is over.", self.closed
                ),
            ),
            (
                self.planned,
                plural(
                    "{n} order was planned: the holidays of its year are known now.",
                    "{n} orders were planned: the holidays of their year are known now.",
                    self.planned,
                ),
            ),
        )
        return tuple(sentence for count, sentence in counted if count)


def may_tidy(actor: Actor) -> bool:
    """Whether there is anything that this person may do here."""
    return any(may(actor, permission) for permission in _NEEDS.values())


def left_alone(actor: Actor) -> tuple[str, ...]:
    """Which parts of ``Tidied`` are not done for this person, who may not."""
    return tuple(part for part, permission in _NEEDS.items() if not may(actor, permission))


def tidy(office: Office, *, progress: Progress | None = None) -> Tidied:
    """Do what is due and what the actor may do; every command keeps its own guard.

    Several PCs may do it at the same moment: what one has done, the other leaves. Raises BookOfflineError or Cancelled
    (what was done by then stays done), ClockWrongError, NotAllowedError where there is nothing that the actor may do.
    """
    if not may_tidy(office.actor):
        raise NotAllowedError
    with office.book.reading() as book:
        if abs(book.moment() - office.clock()) > _ONE_CLOCK:
            raise ClockWrongError
    whole = progress or Progress()
    parts = [whole.part(n / 4, (n + 1) / 4) for n in range(4)]
    edits = may(office.actor, Permission.ORDERS_EDIT)
    return Tidied(
        expired=expire_proofs(office, progress=parts[0]) if may(office.actor, Permission.PROOF_DECIDE) else 0,
        accepted=accept_by_time(office, progress=parts[1]) if may(office.actor, Permission.ACCEPTANCE) else 0,
        closed=close_finished(office, progress=parts[2]) if edits else 0,
        planned=len(plan_again(office, unplanned(office), progress=parts[3]).done) if edits else 0,
    )
