"""Finding what a picture is of."""

from PIL import Image

from app.jobs.progress import Progress
from app.layouts.pictures.drawn_faces import find_drawn_faces
from app.layouts.pictures.faces import find_faces
from app.layouts.pictures.saliency import salient_box, shape_box
from app.layouts.pictures.subject import WHOLE, Subject, around


def find_subject(image: Image.Image) -> Subject:
    """Faces of people, else of drawings; else the opaque part; else what stands out by colour and detail."""
    faces = find_faces(image) or find_drawn_faces(image)
    if faces:
        return Subject(around([face.box for face in faces]), faces, "faces")
    shape = shape_box(image)
    if shape is not None:
        return Subject(shape, (), "shape")
    salient = salient_box(image)
    return Subject(salient, (), "salient") if salient is not None else Subject(WHOLE)


def subject_of(image: Image.Image, *, progress: Progress) -> Subject:
    """The same for the helper process: the finder of faces lets no other thread of its process go on for a tenth of a second."""
    progress(0.0)
    return find_subject(image)
