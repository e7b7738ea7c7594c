"""How many triangles a shaping tool will leave, said before it runs."""

from collections.abc import Mapping

from app.i18n import Text, plural, text
from app.mesh.forms.facts import FACE_OF_EDGE, MeshFacts
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value


def reduced(values: Mapping[str, Value], facts: MeshFacts) -> Text:
    """For ``reduce``."""
    read = Values(values)
    faces, tolerance = read.number("faces"), read.number("tolerance_mm")
    if not faces and not tolerance:
        return text("Choose a number of triangles or a tolerance")
    if not faces:
        return text("{before} triangles → as few as the tolerance allows", before=f"{facts.faces:,}")
    if tolerance:
        return text(
            "{before} → {after} triangles, or as many more as the tolerance asks for",
            before=f"{facts.faces:,}", after=f"{round(faces):,}",
        )  # fmt: skip
    return _from_to(facts.faces, faces)


def remeshed(values: Mapping[str, Value], facts: MeshFacts) -> Text:
    """For ``remesh``."""
    edge = Values(values).number("edge_mm")
    if edge <= 0:
        return unchanged(values, facts)
    after = round(float(f"{facts.area_mm2 / (FACE_OF_EDGE * edge**2):.2g}"))
    return text("{before} → about {after} triangles", before=f"{facts.faces:,}", after=f"{after:,}")


def subdivided(values: Mapping[str, Value], facts: MeshFacts) -> Text:
    """For ``subdivide``."""
    return _from_to(facts.faces, facts.faces * 4 ** round(Values(values).number("rounds")))


def unchanged(_values: Mapping[str, Value], facts: MeshFacts) -> Text:
    """For tools that move points only."""
    return plural("{n:,} triangle, as many as before", "{n:,} triangles, as many as before", facts.faces)


def _from_to(before: int, after: float) -> Text:
    return text("{before} → {after} triangles", before=f"{before:,}", after=f"{round(after):,}")
