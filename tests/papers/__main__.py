"""``python -m tests.papers OUT`` writes the papers as PDF and PNG. Needs pdftoppm; not part of the suite."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.papers import OUT


def main() -> None:
    """Run the drawing on throw-away servers of its own."""
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "papers").resolve()
    if shutil.which("pdftoppm") is None:
        sys.exit("pdftoppm is not on the PATH: install poppler-utils.")
    out.mkdir(parents=True, exist_ok=True)
    suite = [sys.executable, "dev.py", "test", "tests/papers/drawing.py", "-n0", "-q"]
    done = subprocess.run(suite, env={**os.environ, OUT: str(out)}, check=False)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
