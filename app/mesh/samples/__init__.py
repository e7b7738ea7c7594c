"""Sample creations, made by code, with the faults that generated meshes have: the first start shows the real thing."""

from app.mesh.samples import cat, singer
from app.mesh.samples.sample import Sample

ALL: dict[str, Sample] = {sample.name: sample for sample in (cat.SAMPLE, singer.SAMPLE)}
"""By name, in the order in which they are offered."""

__all__ = ["ALL", "Sample"]
