"""The commands of `dev.py`, once the environment stands: python -m mto.services COMMAND ARGUMENTS."""

import sys
from collections.abc import Callable, Sequence

from mto.services import doctor, linting, managing, testing, up
from mto.services.problems import Problem

COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "up": up.run,
    "test": testing.run,
    "lint": linting.run,
    "manage": managing.run,
    "doctor": doctor.run,
}


def main(args: Sequence[str]) -> int:
    """Run one command; a problem becomes one sentence on standard error."""
    try:
        return COMMANDS[args[0]](args[1:])
    except Problem as problem:
        sys.stderr.write(f"error: {problem}\n")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
