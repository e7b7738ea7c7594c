"""Can everything be reached by keyboard? Tab goes round all controls, never stays in one, and follows the eye."""

from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QRadioButton, QTextBrowser, QWidget

from tests.faces.access import _is_control
from tests.faces.found import Finding, place_of, words_of

SECTIONS = 8  # of a date, which Tab goes through before it leaves the field
LINKS = 60  # of a page, likewise
MOST = 400  # steps of Tab after which somebody would have given up


def judge_keys(window: QWidget) -> list[Finding]:
    """Controls that Tab does not reach, places that it does not leave, and steps against the way that people read."""
    found = [Finding(kind, place_of(widget), words_of(widget)) for kind, widget in _unreachable(window)]
    path = _walk(window, Qt.Key.Key_Tab)
    back = _walk(window, Qt.Key.Key_Backtab)
    for name, way in (("Tab", path), ("Shift+Tab", back)):
        if len(way) > 2 and len(set(map(id, way))) == 1 and len(_wanted(window)) > 1:
            found.append(Finding("trap", place_of(way[0]), f"{name} does not leave it"))
    reached = {id(widget) for widget in path}
    found += [
        Finding("not reached", place_of(widget), words_of(widget))
        for widget in _wanted(window)
        if id(widget) not in reached and not _of_group(widget, path)
    ]
    if set(map(id, path)) != set(map(id, back)):
        only = {id(widget): widget for widget in (*path, *back)}
        lost = set(map(id, path)) ^ set(map(id, back))
        found.extend(
            Finding("one way only", place_of(only[one]), words_of(only[one]))
            for one in lost
            if not _of_group(only[one], path)
        )
    found.extend(_against_reading(path))
    return found


def _wanted(window: QWidget) -> list[QWidget]:
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisibleTo(window)
        and widget.window() is window.window()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and _is_control(widget)
    ]


def _unreachable(window: QWidget) -> list[tuple[str, QWidget]]:
    """Buttons that a mouse can press and Tab never reaches, unless their action stands in a menu or has a key."""
    found = []
    for widget in window.findChildren(QAbstractButton):
        if not widget.isVisibleTo(window) or not _is_control(widget) or widget.window() is not window.window():
            continue
        action = widget.defaultAction() if hasattr(widget, "defaultAction") else None
        grouped = widget.autoExclusive() or ((group := widget.group()) is not None and group.exclusive())
        if grouped or widget.property("keysElsewhere"):
            continue  # arrow keys go from one to the other
        if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus and action is None and widget.shortcut().isEmpty():
            found.append(("mouse only", widget))
    return found


def _walk(window: QWidget, key: Qt.Key) -> list[QWidget]:
    """The controls in the order in which the key reaches them, until it comes round."""
    window.window().activateWindow()
    start = window.window().focusWidget()
    if start is None:
        QTest.keyClick(window, key)
        start = QApplication.focusWidget() or window.window().focusWidget()
    if start is None:
        return []
    way: list[QWidget] = [start]
    at, stays = start, 0
    for _ in range(MOST):
        QTest.keyClick(at, key)
        now = window.window().focusWidget()
        if now is None or (now is start and at is not start):
            break
        if now is at:
            stays += 1
            if stays > (LINKS if isinstance(at, QTextBrowser) else SECTIONS):
                return [now] * 3
            continue
        stays = 0
        if any(now is one for one in way):
            break  # it goes round without the widget that had the focus first
        way.append(now)
        at = now
    start.setFocus()
    return way


def _of_group(widget: QWidget, path: list[QWidget]) -> bool:
    """One of several of which arrow keys choose: reached through the one that is chosen."""
    if not isinstance(widget, QAbstractButton):
        return False
    group = widget.group()
    if group is not None and group.exclusive():
        return any(one in path for one in group.buttons())
    if isinstance(widget, QRadioButton) or widget.autoExclusive():
        parent = widget.parentWidget()
        return parent is not None and any(one in path for one in parent.findChildren(type(widget)))
    return False


def _against_reading(path: list[QWidget]) -> list[Finding]:
    """Neighbours in one row or column of which Tab takes the later one first."""
    found = []
    if not path:
        return []
    first = min(range(len(path)), key=lambda n: _corner(path[n]))  # where somebody begins to read
    path = path[first:] + path[:first]
    for one, other in pairwise(path):
        parent = one.parentWidget()
        if parent is None or parent is not other.parentWidget():
            continue
        before, after = _place(one), _place(other)
        same_row = before.top() < after.bottom() and after.top() < before.bottom()
        wrong = (same_row and after.right() <= before.left()) or (
            not same_row
            and after.bottom() <= before.top()
            and before.left() < after.right()
            and after.left() < before.right()
        )
        if wrong:
            found.append(
                Finding("against reading", place_of(one), f"{words_of(one)!r}, then {words_of(other)!r} before it")
            )
    return found


def _corner(widget: QWidget) -> tuple[int, int]:
    corner = widget.mapTo(widget.window(), QPoint(0, 0))
    return corner.y() // 16, corner.x()  # what stands in a row differs by a few pixels


def _place(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.parentWidget(), QPoint(0, 0)), widget.size())
