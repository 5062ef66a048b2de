"""Canned questions to a container: probes (frozen data), the catalog of them, and the runner.

``catalog.probes_for`` says which probes fit a container; ``runner.run`` starts one and returns a
`ProbeRun`. A run tries the probe's ways in order: a POSIX shell script of ``scripts/`` or a plain
command through the engine's exec, else what the engine itself can answer (``by_engine``). What
comes back passes ``decode`` (bytes to lines and blocks), ``reading`` (blocks to lines and
findings) and ``report`` (a finished run to a dict or plain text). Nothing here knows a screen.
"""
