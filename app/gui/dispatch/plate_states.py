"""The states of a plate, as they are shown."""

from app.i18n import text
from app.orders.machine import State

STATES: dict[str, State] = {
    state.id: state
    for state in (
        State("open", text("Being filled"), "warn", icon="mdi6.view-grid-plus-outline"),
        State("closed", text("Closed for printing"), "accent", icon="mdi6.lock-outline"),
        State("printed", text("Print finished"), "ok", icon="mdi6.check-circle-outline"),
        State("cleared", text("Cleared"), "dim", icon="mdi6.broom"),
        State("dissolved", text("Given up"), "dim", icon="mdi6.close"),
    )
}
