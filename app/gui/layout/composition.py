"""A thing on the layout bench as the order book keeps it."""

from app.commands.layout_designs import Composition
from app.gui.layout.thing import Thing
from app.layouts.design.filling import filled


def composition_of(thing: Thing) -> Composition:
    """The design of a thing with its places filled, as the book keeps it. Samples are not kept: nobody ordered them."""
    template = thing.begun_with if thing.template is None else thing.template.id
    return Composition(design=filled(thing.design, thing.filled), values=dict(thing.values), template=template)
