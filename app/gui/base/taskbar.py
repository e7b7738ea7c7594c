"""What Windows' taskbar takes the window for."""

import sys

APP_ID = "Statuette.Workstation"  # packaging/windows/links.nsh gives the same to the links in the menu


def be_known_to_the_taskbar() -> None:
    """Be Statuette and not Python: windows are grouped, named and pinned by this id. Call it before the first window."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - only needed here

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(APP_ID)
