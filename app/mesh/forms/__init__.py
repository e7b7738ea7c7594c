"""The forms of all tools: by id, in the order in which they are offered."""

from app.mesh.forms.color import COLOR
from app.mesh.forms.fix import FIXING
from app.mesh.forms.form import Group, ToolForm
from app.mesh.forms.prepare_body import BODY
from app.mesh.forms.prepare_parts import PARTS
from app.mesh.forms.prepare_writing import WRITING
from app.mesh.forms.shaping import SHAPING

FORMS: dict[str, ToolForm] = {form.id: form for form in (*BODY, *PARTS, *WRITING, *FIXING, *SHAPING, *COLOR)}

__all__ = ["FORMS", "Group", "ToolForm", "in_group"]


def in_group(group: Group) -> tuple[ToolForm, ...]:
    """The forms that a window offers at one place."""
    return tuple(form for form in FORMS.values() if form.group == group)
