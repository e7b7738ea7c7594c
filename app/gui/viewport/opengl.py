"""What the viewport needs to know of OpenGL before and when it starts."""

import importlib

from PySide6.QtGui import QSurfaceFormat
from PySide6.QtWidgets import QApplication

HEAVY_MODULES = ("pyvista", "pyvistaqt", "app.gui.viewport.scene")
SOFTWARE = ("llvmpipe", "softpipe", "SwiftShader", "Microsoft Basic", "GDI Generic", "WARP")


def import_heavy_modules() -> None:
    """Load VTK and what stands on it: about a second; in a thread."""
    for name in HEAVY_MODULES:
        importlib.import_module(name)


def ask_for_desktop_opengl() -> None:
    """The context that VTK needs: asked for before the window exists, or it would have to be made anew and flicker."""
    wanted = QSurfaceFormat()
    wanted.setRenderableType(QSurfaceFormat.RenderableType.OpenGL)
    wanted.setProfile(QSurfaceFormat.OpenGLContextProfile.CoreProfile)
    wanted.setVersion(3, 2)
    wanted.setDepthBufferSize(8)
    wanted.setAlphaBufferSize(8)
    QSurfaceFormat.setDefaultFormat(wanted)


_NONE = "statuetteWithoutOpenGL"


def do_without_opengl(application: QApplication) -> None:
    """No OpenGL of this PC works: from now on no widget makes a context, because one that fails takes the program down."""
    application.setProperty(_NONE, True)


def there_is_opengl() -> bool:
    """Whether contexts may be made."""
    application = QApplication.instance()
    return application is None or not application.property(_NONE)


def draws_in_software(graphics: str) -> bool:
    """Whether a description of the graphics names a renderer that runs on the processor."""
    return any(name in graphics for name in SOFTWARE)
