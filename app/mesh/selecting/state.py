"""What is selected and hidden, and the steps that change it."""

from dataclasses import dataclass
from typing import Literal, Self

import numpy as np

from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.selecting.alike import alike
from app.mesh.selecting.regions import closed_gaps, evened, grown, reached, shrunk, smooth_region, whole_parts
from app.mesh.selecting.surface import SelectSurface

How = Literal["replace", "add", "remove"]
Scope = Literal["face", "region", "color", "shell", "opening"]
Step = Literal[
    "all",
    "none",
    "invert",
    "grow",
    "shrink",
    "even",
    "shell",
    "region",
    "color",
    "gaps",
    "openings",
    "hide",
    "isolate",
    "show",
]
EVEN_ROUNDS = 4
SMALL_GAP = 200  # faces: an island that a rough selection has left out


@dataclass(frozen=True, eq=False)
class Selected:
    """``faces`` and ``hidden`` (F,) bool; what is hidden is never selected."""

    faces: BoolArray
    hidden: BoolArray

    @classmethod
    def of(cls, count: int, faces: IntArray, hidden: IntArray) -> Self:
        """From indices."""
        masks = np.zeros((2, count), np.bool_)
        masks[0, faces[faces < count]] = True
        masks[1, hidden[hidden < count]] = True
        return cls(masks[0] & ~masks[1], masks[1])

    def with_(self, picked: BoolArray, how: How) -> "Selected":
        """These faces (F,) selected instead, too, or no more."""
        picked = picked & ~self.hidden
        if how == "add":
            picked = picked | self.faces
        elif how == "remove":
            picked = self.faces & ~picked
        return Selected(picked, self.hidden)


@dataclass(frozen=True)
class Reach:
    """How far a click goes.

    degrees     a smooth region ends where the surface bends by more
    delta_e     the same colour ends there (CIEDE2000)
    connected   the same colour only where it hangs together
    """

    scope: Scope = "face"
    degrees: float = 12.0
    delta_e: float = 10.0
    connected: bool = True


def picked_by_click(
    surface: SelectSurface, state: Selected, face: int, ray: tuple[FloatArray, FloatArray], reach: Reach
) -> BoolArray:
    """(F,) bool: what a click on this face means; ``ray``: the eye and the place that was clicked, (3,) mm each."""
    seed = np.zeros(surface.count, np.bool_)
    seed[face] = True
    if reach.scope == "region":
        return smooth_region(surface.links, surface.normals, seed, reach.degrees)
    if reach.scope == "shell":
        return whole_parts(surface.shells, seed)
    if reach.scope == "color":
        same = alike(surface.lab, surface.lab[face], reach.delta_e)
        return reached(surface.links, same & ~state.hidden, seed) if reach.connected else same
    if reach.scope == "opening":
        number = surface.rims.nearest(surface.mesh.vertices, *ray)
        seed[face] = False
        if number >= 0:
            seed[surface.rims.faces(number)] = True
    return seed


def stepped(surface: SelectSurface, state: Selected, step: Step, reach: Reach) -> Selected:
    """After one of the steps that need no place."""
    faces, n = surface.mesh.faces, len(surface.mesh.vertices)
    mask, hidden = state.faces, state.hidden
    if step == "hide":
        return Selected(np.zeros_like(mask), hidden | mask)
    if step == "isolate":
        return Selected(mask, ~mask) if mask.any() else state
    if step == "show":
        return Selected(mask, np.zeros_like(hidden))
    if step == "color":
        same = np.zeros_like(mask)
        if mask.any():  # the colour in the middle of what is selected
            same = alike(surface.lab, np.median(surface.lab[mask], axis=0), reach.delta_e)
        picked = mask | (reached(surface.links, same, mask) if reach.connected else same)
    elif step == "openings":
        picked = np.zeros_like(mask)
        picked[surface.links.open_faces] = True
    else:
        picked = {
            "all": lambda: np.ones_like(mask),
            "none": lambda: np.zeros_like(mask),
            "invert": lambda: ~mask,
            "grow": lambda: grown(faces, n, mask),
            "shrink": lambda: shrunk(faces, n, surface.links, mask),
            "shell": lambda: whole_parts(surface.shells, mask),
            "region": lambda: smooth_region(surface.links, surface.normals, mask, reach.degrees),
            "even": lambda: evened(surface.links, mask, EVEN_ROUNDS),
            "gaps": lambda: closed_gaps(surface.links, mask, SMALL_GAP),
        }[step]()
    return state.with_(picked, "replace")
