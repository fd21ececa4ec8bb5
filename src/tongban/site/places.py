"""Where the checkout is and where the data lives. Known before Django's settings are read."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HOME = Path(os.environ.get("TONGBAN_HOME") or ROOT / ".tongban").absolute()
