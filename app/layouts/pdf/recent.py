"""What was made last from which objects, told by identity: marks are deep values, and comparing them takes as long as drawing."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    """Results by the very objects that they were made from, the last ``most`` of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[tuple[object, ...], T]] = OrderedDict()

    def get(self, sources: tuple[object, ...], more: Hashable, make: Callable[[], T]) -> T:
        """The result for these objects and this value, made if it is not remembered.

        The objects are kept alive as long as their result: another one at the same address must not be taken for them.
        """
        key = (tuple(map(id, sources)), more)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = (sources, make())
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return found[1]
