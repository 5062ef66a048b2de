"""The command line: argparse, then the command. Nothing heavy is imported before it is used."""

from __future__ import annotations


def main() -> int:
    """Run the ``alongside`` command and return its exit code."""
    return 0
