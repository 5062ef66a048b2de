"""The keeper: the helper process that owns every process, mount and file of a practice scene.

Only the standard library's light modules are imported in here, because this runs as a bare
``python -I -S`` whose start is on the way to the first frame. `main` forks once: the outer process
waits and cleans up, the inner one (`server`) obeys the engine's requests (`wire`), forks and reaps.
In the inner one `root` and `files` know where a container's files are, `spawn` is what a child does
between fork and exec, `linux` the few system calls that Python 3.11 lacks, `processes` reads /proc.
"""
