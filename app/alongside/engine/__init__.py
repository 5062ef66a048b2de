"""Container engines behind one protocol: what there is (`model`), what it can do (`engine`).

Control flows downwards only: whoever needs containers holds an `Engine` and calls it. Nothing
here knows Textual; only `docker` imports the docker SDK, and only when a call needs it.
"""
