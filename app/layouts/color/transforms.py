"""Ways between the screen (sRGB), the inks of a profile and L*a*b*, through LittleCMS."""

from functools import lru_cache
from io import BytesIO
from typing import Any, Literal

from app.errors import FileRefusedError
from app.i18n import text
from app.layouts.color.profile import InkProfile

Intent = Literal["relative", "perceptual"]
"""relative: colours that the inks have stay, others go to the nearest one. perceptual: all move, as the profile's maker
chose; the same as relative where the profile has no table of its own for it (``InkProfile.has_perceptual``)."""


@lru_cache(maxsize=8)
def to_inks(profile: InkProfile, intent: Intent) -> Any:
    """From sRGB to CMYK, with black point compensation. Raises FileRefusedError."""
    from PIL import ImageCms  # noqa: PLC0415 - only what has to do with inks needs LittleCMS

    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
    with _refused(profile):
        return ImageCms.buildTransform(_screen(), _opened(profile), "RGB", "CMYK", _way(intent), flags)


@lru_cache(maxsize=8)
def to_screen(profile: InkProfile, *, paper: bool) -> Any:
    """CMYK to sRGB. ``paper``: with the colour of the paper and the depth of its black as they are. Raises FileRefusedError."""
    from PIL import ImageCms  # noqa: PLC0415 - see to_inks

    intent = ImageCms.Intent.ABSOLUTE_COLORIMETRIC if paper else ImageCms.Intent.RELATIVE_COLORIMETRIC
    flags = ImageCms.Flags.NONE if paper else ImageCms.Flags.BLACKPOINTCOMPENSATION
    with _refused(profile):
        return ImageCms.buildTransform(_opened(profile), _screen(), "CMYK", "RGB", intent, flags)


class _refused:  # noqa: N801 - reads as the sentence that it raises
    """Turns what LittleCMS raises into our sentence."""

    def __init__(self, profile: InkProfile) -> None:
        self._profile = profile

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> Literal[False]:
        from PIL import ImageCms  # noqa: PLC0415 - see to_inks

        if isinstance(error, ImageCms.PyCMSError | OSError):
            raise FileRefusedError(
                text(
                    "“{name}” is not a colour profile of a four-colour printer (CMYK); choose another one.",
                    name=self._profile.path.name,
                )
            ) from error
        return False


def _opened(profile: InkProfile) -> Any:
    from PIL import ImageCms  # noqa: PLC0415 - see to_inks

    return ImageCms.ImageCmsProfile(BytesIO(profile.content))


def _screen() -> Any:
    from PIL import ImageCms  # noqa: PLC0415 - see to_inks

    return ImageCms.createProfile("sRGB")


def _way(intent: Intent) -> Any:
    from PIL import ImageCms  # noqa: PLC0415 - see to_inks

    return ImageCms.Intent.PERCEPTUAL if intent == "perceptual" else ImageCms.Intent.RELATIVE_COLORIMETRIC
