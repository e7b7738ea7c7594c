"""Pictures as the files that labs take: JPEG, PNG or TIFF, tagged sRGB, with their resolution and nothing else in them."""

from io import BytesIO
from pathlib import Path

from PIL import Image

from app.errors import WriteRefusedError
from app.i18n import text
from app.layouts.lab.srgb import srgb_profile
from app.settings.shop import PrintShop

SUFFIXES = {"jpeg": (".jpg", ".jpeg"), "png": (".png",), "tiff": (".tif", ".tiff")}
_JPEG_MOST = 65_500  # pixels of a side (libjpeg)


def suffix_for(shop: PrintShop) -> str:
    """How a photo for this shop is named at its end."""
    return SUFFIXES[shop.picture][0]


def check_suffix(path: Path, shop: PrintShop) -> None:
    """Raises WriteRefusedError where the name says another format than the shop takes."""
    if path.suffix.lower() not in SUFFIXES[shop.picture]:
        raise WriteRefusedError(
            text("This shop takes photos as “{suffix}”; choose a name that ends so.", suffix=suffix_for(shop))
        )


def encoded(image: Image.Image, shop: PrintShop) -> bytes:
    """The file of a picture (sRGB, mode "RGB"), the same bytes for the same pixels.

    JPEG without colour subsampling, which would blur red letters. TIFF without compression: kiosks read nothing else for
    certain. What the picture carries beside its pixels (EXIF with the place and time of a customer's photo, comments) stays out.

    Raises WriteRefusedError for a picture that is too large for the format.
    """
    bare = image.convert("RGB") if image.mode != "RGB" else image.copy()
    bare.info = {}
    file = BytesIO()
    tagged = {"icc_profile": srgb_profile(), "dpi": (shop.ppi, shop.ppi)}
    if shop.picture == "jpeg":
        if max(bare.size) > _JPEG_MOST:
            raise WriteRefusedError(
                text("This picture is too large for a JPEG file; make it smaller, or choose another format.")
            )
        bare.save(file, "JPEG", quality=shop.quality, subsampling=0, **tagged)
    elif shop.picture == "png":
        bare.save(file, "PNG", compress_level=6, **tagged)
    else:
        bare.save(file, "TIFF", compression="raw", **tagged)
    return file.getvalue()
