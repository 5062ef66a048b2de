"""The guided tour: what to do, and how it is known to be done. Knows no screen.

`steps` is the tour as data. The screen looks at the world (`model.World`) again and again and asks
the step whether it is done: by what sessions, containers and the engine's events say, never by
time.
"""
