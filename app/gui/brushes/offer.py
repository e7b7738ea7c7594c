"""Colours for a model that has none to paint on."""

from collections.abc import Callable

from app.commands import model
from app.commands.brushing import give_vertex_colors
from app.commands.workshop import Workshop
from app.jobs.runner import Job

Edit = Callable[[Callable[[], Job | None]], object]


def give_colors(workshop: Workshop, edit: Edit, *, picture: bool) -> None:
    """Give the model on the bench colours at its vertices, and then a picture of them where one is wanted.

    ``edit`` starts a change of the model.
    """

    def bake(_revision: str) -> None:
        workshop.bench.mesh_changed.disconnect(bake)
        edit(lambda: model.use_tool(workshop, "bake_texture", {}))

    if picture:
        workshop.bench.mesh_changed.connect(bake)
    edit(lambda: give_vertex_colors(workshop))
