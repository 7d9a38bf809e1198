"""The two doors into the generator: this command line, and the hook that `mkdocs serve` calls. No logic lives here."""

from __future__ import annotations

import sys

from panoply.command_line import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
