"""numba's cache in one folder, whatever the path of the program: layers of an installation come and move."""

import os
from typing import Any

from numba.core.caching import UserProvidedCacheLocator


class OnePlace(UserProvidedCacheLocator):
    """As numba's own for a folder that is given, without a hash of where the sources lie; named in kernels/__init__."""

    def __init__(self, py_func: Any, py_file: str) -> None:
        super().__init__(py_func, py_file)  # type: ignore[no-untyped-call]
        self._cache_path = os.path.join(os.environ["NUMBA_CACHE_DIR"], "kernels")  # noqa: PTH118 - numba wants words
