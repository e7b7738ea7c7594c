"""The developers' door is no package of ours: it is found beside `dev.py`, as when that runs."""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent.parent
sys.path.insert(0, str(ROOT / "packaging"))
