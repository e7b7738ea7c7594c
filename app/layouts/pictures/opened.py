"""A picture as it was opened, and what its file says about it."""

from dataclasses import dataclass

from PIL import Image

from app.i18n import Text


@dataclass(frozen=True)
class PictureFacts:
    """What is known of a file without drawing it.

    format      "JPEG", "PNG", …, "video"
    width, height   of the upright picture at full size, pixels
    ppi         that the file says it has, across and down; None where it says nothing
    mode        of the file: "RGB", "CMYK", "LAB", "L", "P", …
    bits        per channel
    profile     name of the embedded colour profile; "" where there is none
    frames      of an animation, pages, frames of a video; 1 for a still picture
    seconds     length of a video, 0 for others
    warnings    what somebody should know before it is printed
    """

    format: str
    width: int
    height: int
    ppi: tuple[float, float] | None = None
    mode: str = "RGB"
    bits: int = 8
    profile: str = ""
    frames: int = 1
    seconds: float = 0.0
    warnings: tuple[Text, ...] = ()

    @property
    def size(self) -> tuple[int, int]:
        return self.width, self.height


@dataclass(frozen=True)
class OpenedPicture:
    """Upright, 8 bit sRGB; "RGBA" (not premultiplied) where parts of it are transparent, else "RGB".

    ``image`` may be smaller than the file (``facts.size``) where less was asked for.
    """

    image: Image.Image
    facts: PictureFacts

    @property
    def scale(self) -> float:
        """Pixels of ``image`` for each pixel of the file."""
        return self.image.width / self.facts.width
