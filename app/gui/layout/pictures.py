"""Pillow's pictures as Qt's."""

from PIL import Image
from PySide6.QtGui import QImage


def qimage(image: Image.Image) -> QImage:
    """A copy of the pixels; may be called in any thread."""
    if image.mode not in {"RGB", "RGBA"}:
        image = image.convert("RGBA" if "A" in image.getbands() else "RGB")
    channels = len(image.getbands())
    kind = QImage.Format.Format_RGBA8888 if channels == 4 else QImage.Format.Format_RGB888
    made = QImage(image.tobytes(), image.width, image.height, channels * image.width, kind)
    if channels == 4:  # what Qt draws without converting it again at each repaint
        return made.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    return made.convertToFormat(QImage.Format.Format_RGB32)
