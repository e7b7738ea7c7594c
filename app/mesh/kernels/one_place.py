"""numba's cache in one folder, whatever the path of the program: layers of an installation come and move."""

import os
from typing import Any

from numba.core import config
from numba.core.caching import UserProvidedCacheLocator


class OnePlace(UserProvidedCacheLocator):  # type: ignore[misc,unused-ignore] # numba is untyped
    """As numba's own for a folder that is given, without a hash of where the sources lie; named in kernels/__init__."""

    def __init__(self, py_func: Any, py_file: str) -> None:
        super().__init__(py_func, py_file)  # type: ignore[no-untyped-call,unused-ignore]
        root = str(config.CACHE_DIR)  # type: ignore[attr-defined,unused-ignore]
        self._cache_path = os.path.join(root, "kernels")  # noqa: PTH118 - numba wants words
