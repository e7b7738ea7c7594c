"""What the viewport needs to know of OpenGL before and when it starts."""

import importlib

from PySide6.QtGui import QOffscreenSurface, QOpenGLContext, QSurfaceFormat
from PySide6.QtWidgets import QApplication

HEAVY_MODULES = ("pyvista", "pyvistaqt", "app.gui.viewport.scene")
_GL_RENDERER = 0x1F01
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


_NONE, _SOFTWARE = "statuetteWithoutOpenGL", "statuetteSoftwareOpenGL"


def do_without_opengl(application: QApplication) -> None:
    """No OpenGL of this PC works: from now on no widget makes a context, because one that fails takes the program down."""
    application.setProperty(_NONE, True)


def there_is_opengl() -> bool:
    """Whether contexts may be made."""
    application = QApplication.instance()
    return application is None or not application.property(_NONE)


def tell_graphics(application: QApplication, graphics: str) -> None:
    """What draws here was found out before: nobody has to ask."""
    application.setProperty(_SOFTWARE, draws_in_software(graphics))


def processor_draws() -> bool:
    """Whether the OpenGL of this PC runs on the processor. Asked once, of a context that goes again."""
    application = QApplication.instance()
    known = None if application is None else application.property(_SOFTWARE)
    if known is None:
        known = draws_in_software(_renderer())
        if application is not None:
            application.setProperty(_SOFTWARE, known)
    return bool(known)


def _renderer() -> str:
    context, surface = QOpenGLContext(), QOffscreenSurface()
    context.setFormat(QSurfaceFormat.defaultFormat())
    if not context.create():
        return ""
    surface.setFormat(context.format())
    surface.create()
    if not context.makeCurrent(surface):
        return ""
    renderer = str(context.functions().glGetString(_GL_RENDERER) or "")
    context.doneCurrent()
    return renderer


def draws_in_software(graphics: str) -> bool:
    """Whether a description of the graphics names a renderer that runs on the processor."""
    return any(name in graphics for name in SOFTWARE)
