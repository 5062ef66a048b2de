"""Sessions: one terminal's worth of exec, attach or logs, from opening to its end.

A `Session` holds an `Engine` stream and knows nothing of screens. Whoever shows it calls `open`,
iterates over `output`, calls `write` and `resize`, and `close` at the end.
"""
