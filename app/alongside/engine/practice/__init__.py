"""A container engine without containers: a small scene of real local processes.

Control flows in two processes. In ours, `PracticeEngine` (`engine`) holds one `PracticeContainer`
(`container`) for each `Blueprint` (`scene`) and does what an engine's daemon does: states, restart
policies, logs, events, streams. Beside it runs one small helper, the *keeper* (`keeper`), a bare
Python that forks the scene's processes, gives each container namespaces and a root of its own where
the kernel lets it, and ends them all when the program goes away, however it goes.

Nothing is imported here: the keeper starts by way of this package and must start fast. Take
`PracticeEngine` from `alongside.engine.practice.engine`.
"""
