"""What OpenGL this PC has, found out by a process of its own: a broken driver takes down whoever asks it.

``python -m app.gui.graphics.probe`` prints one JSON object and ends. It makes the context that the window will make
(OpenGL 3.2 core, which VTK needs), draws into it, and reads a pixel back.
"""

import faulthandler
import json
import os
import sys

MAJOR, MINOR = 3, 2


def main() -> int:
    """Exit status 0 whatever the answer is; anything else, or no answer, is a crash."""
    faulthandler.enable()
    from PySide6.QtGui import (  # noqa: PLC0415 - in this process alone
        QGuiApplication,
        QOffscreenSurface,
        QOpenGLContext,
        QSurfaceFormat,
    )

    application = QGuiApplication(sys.argv[:1])
    wanted = QSurfaceFormat()
    wanted.setRenderableType(QSurfaceFormat.RenderableType.OpenGL)
    wanted.setProfile(QSurfaceFormat.OpenGLContextProfile.CoreProfile)
    wanted.setVersion(MAJOR, MINOR)
    context, surface = QOpenGLContext(), QOffscreenSurface()
    context.setFormat(wanted)
    told: dict[str, object] = {"platform": application.platformName(), "ok": False}
    if context.create():
        surface.setFormat(context.format())
        surface.create()
        if context.makeCurrent(surface):
            functions = context.functions()
            names = {"vendor": 0x1F00, "renderer": 0x1F01, "version": 0x1F02}
            told |= {name: str(functions.glGetString(number) or "") for name, number in names.items()}
            version = context.format().version()
            told["found"] = list(version)
            told["ok"] = tuple(version) >= (MAJOR, MINOR) and _draws(context)
            context.doneCurrent()
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    os._exit(0)  # some drivers crash while they are taken down; the window never is


def _draws(context: object) -> bool:
    """Whether a colour that is asked for is in the picture."""
    from PySide6.QtCore import QSize  # noqa: PLC0415
    from PySide6.QtOpenGL import QOpenGLFramebufferObject  # noqa: PLC0415

    picture = QOpenGLFramebufferObject(QSize(8, 8))
    if not picture.isValid() or not picture.bind():
        return False
    functions = context.functions()  # type: ignore[attr-defined]
    functions.glClearColor(1.0, 0.0, 1.0, 1.0)
    functions.glClear(0x4000)
    color = picture.toImage().pixelColor(4, 4)
    picture.release()
    return (color.red(), color.green(), color.blue()) == (255, 0, 255)


if __name__ == "__main__":
    sys.exit(main())
