"""`build_entities.py` on one core: what the second one is worth, and whether the bytes are the same.

python -m bench.one_core --root WIKI
"""

from __future__ import annotations

import gc
import os
import sys

from panoply.command_line import main

if __name__ == "__main__":
    gc.disable()  # as build_entities.py does
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    sys.exit(main(sys.argv[1:]))
