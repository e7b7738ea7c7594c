"""How arrays enter compiled functions."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def as_input(array: Any, dtype: Any) -> NDArray[Any]:
    """Return a contiguous, read-only view (a copy only where the dtype or the order differs).

    numba compiles a function once more for every combination of writable and read-only arguments; a Mesh has read-only
    arrays, a repair at work writable ones.
    """
    view = np.ascontiguousarray(array, dtype).view()
    view.flags.writeable = False
    return view
