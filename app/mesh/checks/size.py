"""Whether the model has a sensible size and fits into the printer."""

from app.i18n import text
from app.mesh.check import Check, Outcome
from app.mesh.inspection import Inspection


def run(inspection: Inspection) -> Outcome:
    """Hold the size against the chosen height and the build volume."""
    process, size = inspection.process, inspection.mesh.size_mm
    x, y, z = (float(v) for v in size)
    sizes = f"{x:.4g} × {y:.4g} × {z:.4g}"
    values = {"x_mm": x, "y_mm": y, "z_mm": z}
    room = " × ".join(f"{v:g}" for v in process.build_volume_mm)
    fits = process.prints((x, y, z))
    if inspection.height_mm is None:
        if not process.suits((x, y, z)):
            message = text(
                "The model measures {size} mm, which no figurine does: choose the printed height.", size=sizes
            )
            return Outcome(1, message, values=values, severity="warns")
        return Outcome(0, text("{size} mm; nobody has chosen the printed height yet.", size=sizes),
                       values=values, severity="informs", repairs=("scale_to_height",))  # fmt: skip
    if not fits:
        message = text(
            "{size} mm does not fit into the build volume of {room} mm, however it is turned: choose a smaller height.",
            size=sizes,
            room=room,
        )
        return Outcome(1, message, values=values)
    if z < process.min_height_mm:
        message = text("{z} mm high is too small for this process: it wants {least} mm or more.",
                       z=f"{z:.4g}", least=f"{process.min_height_mm:g}")  # fmt: skip
        return Outcome(1, message, values=values, severity="warns")
    if z > process.max_height_mm:
        message = text("{z} mm high is more than this process should print: {most} mm at most.",
                       z=f"{z:.4g}", most=f"{process.max_height_mm:g}")  # fmt: skip
        return Outcome(1, message, values=values, severity="warns")
    return Outcome(0, text("{size} mm fits into the build volume of {room} mm.", size=sizes, room=room), values=values)


CHECK = Check("size", text("Size"), "blocks", run, ("scale_to_height",))
