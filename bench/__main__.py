"""`./run bench NAME`: each module of this package but its helpers is a benchmark with `main(arguments)`."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

HELPERS = {"__init__", "__main__", "processes", "parse", "folds", "said"}


def main() -> int:
    """Run the named benchmark; its return value is the exit code."""
    names = sorted({path.stem for path in Path(__file__).parent.glob("*.py")} - HELPERS)
    if len(sys.argv) < 2 or sys.argv[1] not in names:
        print(f"usage: ./run bench {'|'.join(names)}", file=sys.stderr)
        return 2
    return int(importlib.import_module(f"bench.{sys.argv[1]}").main(sys.argv[2:]))


if __name__ == "__main__":
    sys.exit(main())
