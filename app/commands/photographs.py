"""Photos that people take at the packing bench and at the quality check, as they are kept."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from app.errors import FileRefusedError
from app.i18n import text

SIDE_PX = 2000
_MOST_PIXELS = 80_000_000
_REFUSED = text("This is no picture that can be read; take the photo again.")


def as_kept(content: bytes) -> bytes:
    """The photo upright as JPEG, small enough, and without what a camera writes about place and person.

    Raises FileRefusedError.
    """
    try:
        with Image.open(io.BytesIO(content)) as file:
            if file.width * file.height > _MOST_PIXELS:
                raise FileRefusedError(_REFUSED)
            picture = ImageOps.exif_transpose(file).convert("RGB")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, ValueError, SyntaxError):
        raise FileRefusedError(_REFUSED) from None
    picture.thumbnail((SIDE_PX, SIDE_PX))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()
