"""A tool as people see it: its names and the values that it asks for. Light, so that a window can show it at once.

What the tool does is in ``app.mesh.tools``, which needs a compiler and runs in the helper process.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.errors import AppError
from app.i18n import Text, text
from app.mesh.forms.facts import MeshFacts
from app.mesh.forms.parameter import OF_A_PLACE, YES, Parameter, Value

Group = Literal["prepare", "fix", "color", "shape"]
"""Where a window offers the tool."""


@dataclass(frozen=True, eq=False)
class ToolForm:
    """One tool.

    title         what a menu says (a form follows)
    verb          what the button says that starts it, and the step in the undo list
    description   one sentence: what it does and what it leaves alone
    icon          a qtawesome name
    estimate      says what values will lead to, before the tool runs
    placement     the tool only moves, turns or scales: what was before cannot be laid over what is after
    """

    id: str
    group: Group
    title: Text
    verb: Text
    description: Text
    icon: str
    parameters: tuple[Parameter, ...] = ()
    placement: bool = False
    estimate: Callable[[Mapping[str, Value], MeshFacts], Text] | None = None

    @property
    def asks(self) -> bool:
        """Whether there is something to choose before it runs; a selection is there already."""
        return any(parameter.kind != "faces" for parameter in self.parameters)

    def parameter(self, name: str) -> Parameter:
        """The parameter with this id. Raises AppError for one that the tool does not have."""
        for parameter in self.parameters:
            if parameter.id == name:
                return parameter
        raise AppError(text("“{name}” is no value of this tool; leave it out.", name=name))

    def complete(self, values: Mapping[str, Any], facts: MeshFacts) -> dict[str, Value]:
        """All values, those that are not given at their default.

        Raises AppError for a value that does not exist or does not fit.
        """
        for name in values:
            self.parameter(name)
        return {
            parameter.id: parameter.checked(values[parameter.id], facts)
            if parameter.id in values
            else parameter.first(facts)
            for parameter in self.parameters
        }

    def matters(self, parameter: Parameter, values: Mapping[str, Value]) -> bool:
        """Whether a value has a meaning beside the others."""
        if parameter.when is None:
            return True
        other, keys = parameter.when
        return values.get(other) in keys and self.matters(self.parameter(other), values)


@dataclass(frozen=True, eq=False)
class Values:
    """Complete values, each read as what it is. Asking for another kind of value is an error of the program."""

    all: Mapping[str, Value]

    def number(self, name: str) -> float:
        value = self.all[name]
        assert isinstance(value, float | int)
        return float(value)

    def key(self, name: str) -> str:
        """The key of a choice."""
        return self.words(name)

    def on(self, name: str) -> bool:
        """Whether a switch is on."""
        return self.all[name] == YES

    def words(self, name: str) -> str:
        value = self.all[name]
        assert isinstance(value, str)
        return value

    def color(self, name: str) -> tuple[int, int, int]:
        """sRGB, 0 to 255."""
        value = self.words(name)
        return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)

    def point(self, name: str) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
        """Position (3,) mm and unit normal (3,) of a picked place, or None."""
        value = np.asarray(self.all[name], np.float64)
        return (value[:3], value[3:]) if len(value) else None

    def points(self, name: str) -> NDArray[np.float64]:
        """(N, 6): positions and normals of picked places."""
        return np.asarray(self.all[name], np.float64).reshape(-1, OF_A_PLACE)

    def faces(self, name: str) -> NDArray[np.int32]:
        """(N,): selected faces."""
        return np.asarray(self.all[name], np.int32)
