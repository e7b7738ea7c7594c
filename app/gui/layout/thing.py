"""What lies on the layout bench: things, each a design with what is filled into it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.layouts.design.document import Design, Slot, Template

MOST_COPIES = 2000


@dataclass(frozen=True)
class Thing:
    """One thing to be printed so many times.

    key     "item-17" of an order's item, "file-1" of a picture that was opened without an order
    label   printed beside the trim, so that whoever cuts knows whose it is
    values      what fills the places of its template, by slot
    template    what it was begun with, or None
    item        id of the order's item, 0 for none
    begun_with  id of the template of a design that was kept with its places filled, and came back without it
    """

    key: str
    title: str
    label: str
    design: Design
    values: Mapping[str, str] = field(default_factory=dict)
    copies: int = 1
    item: int = 0
    template: Template | None = None
    begun_with: str = ""

    @property
    def shown(self) -> dict[str, str]:
        """What is seen in its places: what fills them, nothing where nothing must; samples where something still has to."""
        slots = () if self.template is None else self.template.slots
        begun = {slot.name: slot.sample if slot.required else "" for slot in slots}
        return begun | self.filled

    @property
    def filled(self) -> dict[str, str]:
        """What fills its places and is printed; places that may stay empty are empty."""
        slots = () if self.template is None else self.template.slots
        empty = {slot.name: "" for slot in slots if not slot.required}
        return empty | {name: value for name, value in self.values.items() if value.strip()}

    @property
    def missing(self) -> tuple[Slot, ...]:
        """Places that must be filled before it is printed."""
        if self.template is None:
            return ()
        return tuple(s for s in self.template.slots if s.required and not self.values.get(s.name, "").strip())

    def with_design(self, design: Design) -> "Thing":
        """The same thing with another design."""
        return replace(self, design=design)

    def with_copies(self, copies: int) -> "Thing":
        """The same thing so many times, 1 to ``MOST_COPIES``."""
        return replace(self, copies=max(1, min(MOST_COPIES, copies)))
