"""Export the data sets into the user's cache: ``python -m torchduet.datasets``; ``--check`` only looks."""

import sys

from torchduet.datasets import cache


def main(arguments: list[str]) -> int:
    """Export unless the cache is intact; return the exit status."""
    if cache.is_intact():
        print(f"data sets: {cache.cache_folder()}")
        return 0
    if "--check" in arguments:
        return 1
    print(f"data sets: exported to {cache.export()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
