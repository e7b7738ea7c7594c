"""Work beside the window of which only the newest answer counts: while one runs, the next request waits alone."""

from collections.abc import Callable
from typing import Any

from app.errors import AppError
from app.i18n import Text, text
from app.jobs.runner import Job, Lane, Runner


class Latest:
    """One request at a time on a lane; of those that come meanwhile only the last is done."""

    def __init__(self, runner: Runner, lane: Lane = "view", title: Text | None = None) -> None:
        self._runner, self._lane = runner, lane
        self._title = title or text("Draw the layout")
        self._running: Job | None = None
        self._next: Callable[[], None] | None = None

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._running is not None

    def ask(
        self,
        function: Callable[..., Any],
        *args: Any,
        then: Callable[[Any], object],
        failed: Callable[[AppError], object] | None = None,
    ) -> None:
        """``then(function(*args))``, unless something newer is asked for before it has begun."""

        def begin() -> None:
            def work(*, progress: Callable[[float, Text | None], None]) -> Any:  # noqa: ARG001 - too short to tell of
                return function(*args)

            def done(result: Any) -> None:
                self._over()
                then(result)

            def refused(error: AppError) -> None:
                self._over()
                if failed is None:
                    raise error
                failed(error)

            self._running = self._runner.run(self._title, work, then=done, failed=refused, lane=self._lane, quiet=True)

        if self._running is not None and self._running.open:
            self._next = begin
        else:
            begin()

    def drop(self) -> None:
        """Forget what waits."""
        self._next = None

    def _over(self) -> None:
        self._running = None
        following, self._next = self._next, None
        if following is not None:
            following()
