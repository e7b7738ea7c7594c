"""What the layout bench needs when it is looked at first; read beside the window."""

import importlib

from app.layouts.design.document import Template


def templates() -> tuple[Template, ...]:
    """The templates that came with the program and those of the workshop."""
    from app.layouts.design.templates import load_templates  # noqa: PLC0415 - read when the bench is looked at first

    return load_templates()


def templates_and_tools() -> tuple[Template, ...]:
    """The templates; what the first picture needs is loaded here, too."""
    for name in ("app.layouts.pictures.pixels", "app.layouts.composing.art.shelf", "app.layouts.composing.compose"):
        importlib.import_module(name)
    return templates()
