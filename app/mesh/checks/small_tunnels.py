"""Handles and tunnels too small to be printed as such: they close, or leave a hair.

"Small tunnels" of research/mesh.md §2, check 12 (genus). How many handles a closed shell has follows from Euler's formula;
small ones are those with a loop around them, or through them, that is no longer than a circle as wide as the least gap or
feature of the process.
"""

import numpy as np

from app.i18n import Text, plural, text
from app.mesh.arrays import BoolArray, IntArray
from app.mesh.check import Check, Outcome
from app.mesh.inspection import Inspection
from app.mesh.kernels.components import group_by_links
from app.mesh.kernels.edges import edge_table
from app.mesh.kernels.tunnels import short_loops
from app.mesh.places import places_of_edges
from app.mesh.unmeasured import at_this_size, no_lengths

LONGER = 1.25  # a loop along edges is longer than the circle it stands for


def run(inspection: Inspection) -> Outcome:
    """Count small tunnels and handles of the closed shells."""
    reason = no_lengths(inspection)
    if reason is not None:
        return Outcome(0, reason, ran=False)
    good, genus = _handles(inspection)
    if not good.any():
        return Outcome(0, text("Tunnels can only be counted where the surface is closed: repair it first."), ran=False)
    values = {"genus": float(genus[good].sum())}
    size = at_this_size(inspection)
    chosen = good & (genus > 0)
    if not chosen.any():
        return Outcome(0, text("There are no tunnels or handles."), values=values)
    process = inspection.process
    width = max(process.min_gap_mm, process.min_feature_mm)
    table = edge_table(inspection.faces[chosen[inspection.shells.label]])
    loops = short_loops(inspection.mesh.vertices, table, np.pi * width * LONGER, inspection.progress)
    if not loops:
        return Outcome(0, _none(int(values["genus"]), width, size), values=values)
    links = [np.column_stack([loop.vertices, np.roll(loop.vertices, -1)]) for loop in loops]
    edges = np.concatenate(links).astype(np.int32)
    _, group = group_by_links(len(inspection.mesh.vertices), edges)
    count = len(np.unique(group[[loop.vertices[0] for loop in loops]]))
    values["shortest_mm"] = loops[0].length
    message = plural(
        "{n} tunnel or handle is narrower than {width} mm: it will close up or break{size}.",
        "{n} tunnels or handles are narrower than {width} mm: they will close up or break{size}.",
        count,
        width=f"{width:g}",
        size=size,
    )
    return Outcome(count, message, places_of_edges(inspection.mesh, np.unique(np.sort(edges, axis=1), axis=0)), values)


def _none(handles: int, width: float, size: Text | str) -> Text:
    return plural(
        "{n} tunnel or handle, wider than {width} mm{size}.",
        "{n} tunnels or handles, all wider than {width} mm{size}.",
        handles,
        width=f"{width:g}",
        size=size,
    )


def _handles(inspection: Inspection) -> tuple[BoolArray, IntArray]:
    """Which shells (S,) are closed manifolds, and the genus (S,) of those."""
    shells, edges, faces = inspection.shells, inspection.edges, inspection.faces
    label = shells.label
    shell_of_vertex = np.full(len(inspection.mesh.vertices), -1, np.int32)
    shell_of_vertex[faces] = label[:, None]
    good = np.ones(shells.count, np.bool_)
    good[label[(edges.count[edges.of_face] != 2).any(axis=1)]] = False
    knotted = np.zeros(len(shell_of_vertex), np.bool_)
    knotted[inspection.bow_ties] = True
    good[label[knotted[faces].any(axis=1)]] = False
    corners = np.bincount(shell_of_vertex[shell_of_vertex >= 0], minlength=shells.count)
    sides = np.bincount(shell_of_vertex[edges.vertices[:, 0]], minlength=shells.count)
    euler = corners - sides + np.bincount(label, minlength=shells.count)
    return good, np.where(good, (2 - euler) // 2, 0).astype(np.int32)


CHECK = Check("small_tunnels", text("Small tunnels"), "warns", run)
