"""When what is drawn: a heavy figure by its stand-in while the camera moves, the figure itself in turns once it rests.

A picture of two million faces takes a second without a graphics card. It is drawn part by part into a picture that is
not shown yet, the window living on between the parts, and appears when it is whole. Until then the last one stays.
A light figure is drawn in such turns there, too, as few bands of the picture as that takes: in the paint of the window it
would add to what painting the window takes. Its edges are smoothed in a turn of their own: that looks across the bands.
"""

import math
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from vtkmodules.vtkRenderingCore import vtkActor

from app.gui.base.turns import Turn
from app.gui.viewport.scene import Scene

Window = tuple[int, int, int, int]  # left, bottom, right, top in pixels

SLOW_SECONDS = 0.04  # a picture that takes longer is not drawn while the camera moves
TURN_SECONDS = 0.045  # of one turn; nothing may hold the window up for 0.1 s
BAND_SECONDS, MOST_BANDS = 0.012, 4  # when nothing else is at work; beside a repair each takes three times as long
REST_MILLISECONDS, MOST_PUT_OFF = 160, 12
FINEST, COARSEST = 1.0, 0.7  # how large a picture is drawn while the camera moves, before it is stretched to the window
BESIDE_WORK = 0.6  # and while others need the processor: less than half the pixels, until they are done
COARSER = 0.84
LATE_SECONDS = 0.06  # pictures that take longer are drawn smaller
EARLY_SECONDS = 0.025


class Frames(QObject):
    """Draws a scene on a canvas. ``finished``: the figure itself is on the screen, not its stand-in."""

    finished = Signal()

    def __init__(self, canvas: Any, scene: Scene, *, software: bool, calm: Callable[[], bool] = lambda: True) -> None:
        """``canvas``: an Interactor or SoftwareCanvas whose window shows the scene; ``software``: the processor draws.

        ``calm``: whether nothing else is at work that the processor is needed for.
        """
        super().__init__(canvas)
        self._canvas, self._scene, self._software, self._calm = canvas, scene, software, calm
        self._window = canvas.GetRenderWindow()
        self._interactor = self._window.GetInteractor()
        self._costs: dict[int, float] = {}
        self._turns: list[list[vtkActor]] = []
        self._turn = 0
        self._bands: list[Window | None] = []  # of a light figure's picture, one with each turn; None: smooth all of it
        self._begun = False  # some of them have been drawn
        self._hurried = False  # what was begun was given up for another picture: that one comes in one band
        self._whole_seconds = 2 * BAND_SECONDS  # for all of them, but for smoothing
        self._drawing = 0.0  # the same of those that are drawn now
        self._put_off = 0
        self._drawn = False
        self._sound = False  # the picture that is drawn into holds the figure itself, whole
        self._light = False
        self._scale = FINEST
        self._painting = 0.0
        self._rendering = 0.0  # what the picture that is painted next took in its turn
        self.frame_seconds = 0.0
        self._rest_timer = QTimer(self)
        self._rest_timer.setSingleShot(True)
        self._rest_timer.timeout.connect(self._rest)
        self._next = Turn(self._take_turn, self)
        scene.slanted = not software
        if software:
            # Multisampling takes three times as long there; smoothing the finished picture looks nearly the same.
            self._window.SetMultiSamples(0)
            scene.smooth_edges(on=True)
        canvas.installEventFilter(self)
        canvas.frameSwapped.connect(self._swapped)

    @property
    def whole(self) -> bool:
        """Whether what is on the screen, or will be at the next paint, is the figure itself, smoothed."""
        return not self._turns and not self._bands and not self._rest_timer.isActive()

    def moved(self) -> None:
        """The camera moves: draw what can be drawn at once."""
        if self._quick():
            if self._software and self.frame_seconds > SLOW_SECONDS:
                self._scene.smooth_edges(on=False)
                self._rest_timer.start(max(REST_MILLISECONDS, round(3000 * self.frame_seconds)))
            light = False
        else:
            if self._software:
                self._scene.smooth_edges(on=False)
            self._rest_timer.start(REST_MILLISECONDS)
            light = True
        self._choose_size(moving=True)
        self._draw(light=light)

    def changed(self) -> None:
        """Something else than the camera changed: draw it as it is, and keep the last picture until that is done."""
        if self._software and self._quick():  # smoothing takes as long as the picture itself: it comes a moment later
            self._set_size(FINEST if self._calm() else BESIDE_WORK)
            self._scene.smooth_edges(on=False)
            self._draw_beside()
            self._rest_timer.start(REST_MILLISECONDS)
        elif self._quick() or not self._drawn or not self._scene.complete:
            self._draw(light=not self._quick())
            if not self._quick() and self._scene.complete:
                self._rest_timer.start(REST_MILLISECONDS)
        elif not self._rest_timer.isActive():
            self._begin()

    def appeared(self) -> None:
        """Another figure than before: draw it at once where that is quick, else its stand-in."""
        if self._software and self._quick():
            self.changed()
        else:
            self.moved()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture in device pixels."""
        width, height = self._window.GetSize()
        return int(width), int(height)

    @property
    def full_size(self) -> tuple[int, int]:
        """The same where nothing is drawn smaller."""
        return self._size_at(FINEST)

    def renew(self, windows: list[Window]) -> None:
        """Draw these pixels of the full size (left, bottom, right, top) anew, now: the rest of the picture is as it was."""
        if not self._drawn or not self._canvas.isVisible():
            self._draw(light=False)
            return
        self.stop()
        part = not self._choose_size(moving=False) and self._sound
        self._scene.draw_all(light=False)
        if self._software:
            self._scene.smooth_edges(on=False)
        self._interactor.EnableRenderOff()
        self._window.SetSwapBuffers(True)
        for window in windows if part else [None]:
            self._scene.look_through(window)
            self._window.Render()
        self._scene.look_through(None)
        self._sound = True
        self._canvas.update()

    def settle(self) -> None:
        """Whoever renewed parts of the picture is done: draw all of it, smoothed, after a while."""
        self._rest_timer.start(3 * REST_MILLISECONDS)

    def expect(self, parts: list[vtkActor], seconds: float) -> None:
        """So long each of these parts will take, as far as one can know before it is drawn."""
        for part in parts:
            self._costs.setdefault(id(part), seconds)

    def finish(self) -> None:
        """Draw what is left at once: for a screenshot."""
        if self._rest_timer.isActive():
            self._rest_timer.stop()
            self._draw_at_rest()
        while self._turns or self._bands:
            self._take_turn()

    def stop(self) -> None:
        """Draw nothing more."""
        self._rest_timer.stop()
        self._drop_turns()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """A paint that nobody asked for must not show half a picture: the stand-in is drawn, and the rest anew."""
        if watched is self._canvas and event.type() == QEvent.Type.Paint and not getattr(watched, "only_shows", False):
            if self._turns:
                self._draw(light=True, update=False)
                self._rest_timer.start(REST_MILLISECONDS)
            elif self._interactor.GetEnableRender():
                self._sound = not self._light
            self._drawn = True
            self._painting = time.perf_counter()
        return False

    # ---- inside -------------------------------------------------------------

    def _swapped(self) -> None:
        """A picture has come to the screen: note how long that took, drawing in other threads included."""
        if self._painting:
            self.frame_seconds = time.perf_counter() - self._painting + self._rendering
            self._painting = self._rendering = 0.0

    def _choose_size(self, *, moving: bool) -> bool:
        """Draw smaller while the camera moves where that is too slow otherwise. Returns whether the size is another one."""
        if moving and self._rest_timer.isActive():
            if self.frame_seconds > LATE_SECONDS:
                self._scale = max(COARSEST, self._scale * COARSER)
            elif self.frame_seconds < EARLY_SECONDS:
                self._scale = min(FINEST, self._scale / COARSER)
        return self._set_size(self._scale if moving and self._rest_timer.isActive() else FINEST)

    def _set_size(self, share: float) -> bool:
        size = self._size_at(share)
        if self.size == size:
            return False
        self._window.SetSize(*size)
        return True

    def _size_at(self, share: float) -> tuple[int, int]:
        ratio = self._canvas.devicePixelRatioF() * share
        return max(1, round(self._canvas.width() * ratio)), max(1, round(self._canvas.height() * ratio))

    def _quick(self) -> bool:
        """Whether the figure itself can be drawn while the camera moves."""
        if not self._scene.heavy:
            return True
        if self._software:
            return False  # its parts are quick one by one, all at once with smoothed edges they are not
        parts = self._scene.parts
        return bool(parts) and sum(self._costs.get(id(part), 1.0) for part in parts) < SLOW_SECONDS

    def _draw(self, *, light: bool, update: bool = True) -> None:
        self._drop_turns()
        self._sound, self._light = False, light
        self._scene.draw_all(light=light)
        self._interactor.EnableRenderOn()
        if update:
            self._canvas.update()  # Qt draws once, however often this is called before

    def _rest(self) -> None:
        # Beside a repair a smoothed picture takes a tenth of a second: it has time until that is done, but not for ever.
        self._put_off = 0 if self._calm() else self._put_off + 1
        can_wait = self._software and self._quick() and (self._sound or bool(self._bands))
        if can_wait and 0 < self._put_off <= MOST_PUT_OFF:
            self._rest_timer.start(REST_MILLISECONDS)
            return
        self._draw_at_rest()

    def _draw_at_rest(self) -> None:
        self._put_off = 0
        self._choose_size(moving=False)
        if self._software:
            self._scene.smooth_edges(on=True)
        if self._quick():
            self._draw_beside()
        elif self._scene.complete:
            self._begin()

    def _draw_beside(self) -> None:
        """Draw a light figure: with software in a turn of its own, the last picture staying until then."""
        if not self._software or not self._drawn or not self._canvas.isVisible():
            self._draw(light=False)
            return
        self._hurried |= self._begun
        self._drop_turns()
        self._sound = False
        self._bands = [(0, 0, *self.size)] if self._hurried else [*self._in_bands()]
        if self._scene.smoothed:
            self._scene.draw_unsmoothed()
            self._bands.append(None)
        else:
            self._scene.draw_all(light=False)
        self._drawing = self._rendering = 0.0
        self._interactor.EnableRenderOff()
        self._next.ask()

    def _drop_turns(self) -> None:
        self._next.drop()
        self._window.SetSwapBuffers(True)  # what is drawn next is to be shown
        self._turns = []
        if self._bands:
            self._bands, self._begun = [], False
            self._scene.look_through(None)

    def _begin(self) -> None:
        """Begin the figure's picture."""
        if not self._canvas.isVisible():
            self._draw(light=False)
            return
        self._drop_turns()
        self._sound = False
        self._turns = self._in_turns(self._scene.parts)
        self._turn = 0
        if self._software:
            self._scene.smooth_edges(on=False)
        self._interactor.EnableRenderOff()
        self._next.ask()

    def _in_turns(self, parts: list[vtkActor]) -> list[list[vtkActor]]:
        turns: list[list[vtkActor]] = [[]]
        spent = 0.0
        for part in parts:
            cost = self._costs.get(id(part), TURN_SECONDS)
            if turns[-1] and spent + cost > TURN_SECONDS:
                turns.append([])
                spent = 0.0
            turns[-1].append(part)
            spent += cost
        return [*turns, []]  # the last turn draws what is around the figure, and smooths

    def _take_turn(self) -> None:
        if self._bands:
            self._draw_band()
        if not self._turns:
            return
        some, number = self._turns[self._turn], self._turn
        last = number == len(self._turns) - 1
        self._scene.draw_some(some, first=number == 0, last=last)
        if last:
            self._turns = []
            if self._software:
                self._scene.smooth_edges(on=True)
        self._window.SetSwapBuffers(last)  # off: this picture is not to be shown
        spent = self._render()
        for part in some:
            self._costs[id(part)] = spent / len(some)
        self._turn += 1
        if last:
            self._sound = True
            self._show_soon()
            self.finished.emit()
        else:
            self._next.ask()

    def _in_bands(self) -> list[Window]:
        """Bands of the picture from below, so many that none takes long."""
        width, height = self.size
        count = max(1, min(MOST_BANDS, math.ceil(self._whole_seconds / BAND_SECONDS), height))
        return [(0, height * n // count, width, height * (n + 1) // count) for n in range(count)]

    def _draw_band(self) -> None:
        band = self._bands.pop(0)
        last = not self._bands
        self._scene.look_through(band)
        if band is None:
            self._scene.draw_smoothing()
        self._begun = not last
        self._window.SetSwapBuffers(last)
        spent = self._render()
        self._drawing += 0.0 if band is None else spent
        self._rendering += spent
        if not last:
            self._next.ask()
            return
        self._hurried = False
        self._scene.look_through(None)
        if band is None:
            self._scene.draw_all(light=False)
        self._whole_seconds = self._drawing
        self._sound = True
        self._show_soon()

    def _show_soon(self) -> None:
        """What was drawn in a turn comes to the screen with another: both at once would be one halt."""
        QTimer.singleShot(0, self._canvas, self._canvas.update)

    def _render(self) -> float:
        """Draw into the picture that is shown at the next paint. Returns the seconds it took."""
        began = time.perf_counter()
        self._window.Render()
        self._window.WaitForCompletion()
        return time.perf_counter() - began
