"""Compiled loops over arrays; each is a pure function that releases the interpreter lock.

Here, before numba is first imported, its on-disk cache gets a place (see :mod:`app.mesh.kernels.kept`). numba notices a
changed file, but not a change in a kernel of another file that was compiled into it, so the folder's name carries a hash
of the files that other kernels call into.
"""

import os
import sys

from app.mesh.kernels.kept import baseline, cache_folder, take_shipped

if "NUMBA_CACHE_DIR" not in os.environ:
    _folder = cache_folder()
    os.environ["NUMBA_CACHE_DIR"] = str(_folder)
    if os.environ.get("STATUETTE_APP"):
        os.environ["NUMBA_CACHE_LOCATOR_CLASSES"] = "app.mesh.kernels.one_place.OnePlace"
        os.environ.update(baseline())
        take_shipped(_folder)
    if "numba" in sys.modules:  # somebody was faster: numba has read its settings already
        sys.modules["numba"].config.CACHE_DIR = os.environ["NUMBA_CACHE_DIR"]
