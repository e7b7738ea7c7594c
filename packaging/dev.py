#!/usr/bin/env python3
"""The one door for developers: set up, run, test, measure. Standard library only.

python3 packaging/dev.py run [FILE…]      set up, then open the workstation
python3 packaging/dev.py test [ARGS…]     set up, then lint, types, import contracts and every test
python3 packaging/dev.py --help           the other commands
"""

from __future__ import annotations  # an older Python must get as far as the sentence that says so

import sys

from devtools import commands
from devtools.console import Stop, warn

if __name__ == "__main__":
    try:
        sys.exit(commands.main(sys.argv[1:]))
    except Stop as stop:
        warn(str(stop))
        sys.exit(2)
    except KeyboardInterrupt:
        warn("Interrupted; the next run picks up where this one stopped.")
        sys.exit(130)
