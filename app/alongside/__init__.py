"""Look inside running containers: exec and attach side by side, in real terminal panes."""

__version__ = "0.1.0"
