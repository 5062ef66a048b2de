"""``python -m alongside``: the same as the ``alongside`` command."""

from alongside.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
