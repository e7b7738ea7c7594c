"""How a stage looks: its word, tone and icon, whether it is an item's own state or its parcel's."""

from functools import cache

from app.orders.item_states import ITEM
from app.orders.machine import State
from app.orders.stages import PARCEL as PARCEL_PREFIX
from app.shipping.parcel_states import PARCEL


@cache
def stage_state(stage: str) -> State:
    """The state behind a stage of the queue. A stage that this version does not know shows its own name."""
    of_parcel = stage.startswith(PARCEL_PREFIX)
    known = (PARCEL if of_parcel else ITEM).state.get(stage.removeprefix(PARCEL_PREFIX))
    return known if known is not None else State(stage, ITEM.title, "dim", icon="mdi6.help-circle-outline")
