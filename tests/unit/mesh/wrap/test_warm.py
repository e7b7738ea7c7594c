"""Nobody waits for a compiler."""

from app.jobs.progress import silent
from app.mesh.kernels import block_flood, block_lists, block_march, block_scan, block_thin
from app.mesh.kernels.block_warm import warm_blocks
from app.mesh.wrap.enclosure import outside_faces
from app.mesh.wrap.wrap import WrapSettings, wrap
from tests.unit.mesh.shapes import box, icosphere, moved, together

ROOMS = block_flood, block_lists, block_march, block_scan, block_thin


def compiled() -> dict[str, int]:
    kernels = {f"{m.__name__}.{k}": v for m in ROOMS for k, v in vars(m).items() if hasattr(v, "signatures")}
    return {name: len(kernel.signatures) for name, kernel in kernels.items()}


def test_warming_compiles_what_the_wrap_calls() -> None:
    small = box((2.0, 2.0, 2.0))
    warm_blocks(small.vertices, small.faces)
    warmed = compiled()
    assert any(warmed.values())
    sheet = icosphere(5.0, 2)
    mesh = together(sheet.keep_faces(sheet.faces[:, 0] > 20), moved(box((3.0, 4.0, 5.0)), (12.0, 0.0, 0.0)))
    outside_faces(mesh.vertices, mesh.faces, 0.3, 0.3, silent())
    wrapped = wrap(mesh.vertices, mesh.faces, None, WrapSettings(0.3, 0.3, 0.6), silent())
    assert wrapped.thickened.any()
    assert compiled() == warmed
