"""Where one has been in the manual: back and forward, as in a browser."""


class Trail:
    """Names of topics in the order in which they were opened, and which of them is shown."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._at = -1

    @property
    def now(self) -> str:
        """The topic that is shown; "" before the first."""
        return self._names[self._at] if self._names else ""

    @property
    def can_go_back(self) -> bool:
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        return self._at < len(self._names) - 1

    def go(self, name: str) -> None:
        """Open a topic: what was ahead is forgotten; the one that is shown is not put down twice."""
        if name == self.now:
            return
        self._names = [*self._names[: self._at + 1], name]
        self._at = len(self._names) - 1

    def back(self) -> str:
        """One step back; gives the topic that is shown then."""
        self._at = max(self._at - 1, min(0, len(self._names) - 1))
        return self.now

    def forward(self) -> str:
        """One step forward; gives the topic that is shown then."""
        self._at = min(self._at + 1, len(self._names) - 1)
        return self.now
