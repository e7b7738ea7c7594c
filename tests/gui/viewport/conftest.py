"""The shapes that these tests and those in tests/render draw are found beside this file."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
