"""An item gets new content, as a bench files it: for tests to which it does not matter what it looks like."""

from app.commands.need_to_know import need
from app.commands.office import Office
from app.commands.steps import Steps, transact
from app.orders.records import Item
from app.security.permissions import Permission


def revise(office: Office, item: int, digest: str) -> Item:
    """``digest``: of a model or a design. Raises StepRefusedError once production has begun, NotAllowedError."""

    def work(steps: Steps) -> Item:
        record = steps.fetch(Item, item)
        need(office.actor, Permission.MODEL_WORK, record)
        return steps.revise(record, digest)

    return transact(office, work)
