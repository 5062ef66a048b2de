"""The inner keeper: obeys the engine's requests, forks containers' processes, reaps them.

One thread, one selector: the control socket and a pipe that SIGCHLD writes to. When the engine's
end of the socket closes (for whatever reason) the loop ends, and with it everything it started.
"""

# os.path, because importing pathlib takes longer than all the rest.
# ruff: noqa: PTH101, PTH103, PTH118

from __future__ import annotations

import base64
import os
import selectors
import signal
import socket
from collections.abc import Callable
from typing import Any

from alongside.engine.practice.keeper import files, linux, processes, wire
from alongside.engine.practice.keeper.held import Held, send_signal
from alongside.engine.practice.keeper.root import Root
from alongside.engine.practice.keeper.spawn import Launch, start

_NAMESPACES = ("ipc", "uts", "mnt")


class RequestError(Exception):
    """A request that cannot be met; `kind` as in `wire`."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind


class Server:
    """Serves one engine until it closes the connection."""

    def __init__(self, control: socket.socket, directory: str, isolated: bool) -> None:
        self._control = control
        self._directory = directory
        self._isolated = isolated
        self._reader = wire.Reader(control)
        self._containers: dict[str, Held] = {}
        self._operations: dict[str, Callable[[dict[str, Any], list[int]], dict[str, Any]]] = {
            "create": self._create,
            "destroy": self._destroy,
            "spawn": self._spawn,
            "signal": self._signal,
            "signal_all": self._signal_all,
            "has_file": self._has_file,
            "put_file": self._put_file,
            "processes": self._processes,
        }

    def run(self) -> None:
        """Serve until the engine is gone."""
        wake, woken = os.pipe()
        os.set_blocking(woken, False)
        signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        with selectors.DefaultSelector() as selector:
            selector.register(self._control, selectors.EVENT_READ)
            selector.register(wake, selectors.EVENT_READ)
            while True:
                for key, _events in selector.select():
                    if key.fd == wake:
                        os.read(wake, 4096)
                        self._reap()
                    elif not self._serve():
                        return

    def _serve(self) -> bool:
        try:
            messages = self._reader.receive()
        except OSError:
            return False
        for message, fds in messages or ():
            self._send({"n": message["n"]} | self._answer(message, fds))
        return messages is not None

    def _answer(self, message: dict[str, Any], fds: list[int]) -> dict[str, Any]:
        try:
            return self._operations[message["op"]](message, fds)
        except RequestError as error:
            return {"error": str(error), "kind": error.kind}
        except FileNotFoundError as error:
            return {"error": error.strerror or str(error), "kind": wire.ABSENT}
        except OSError as error:
            return {"error": error.strerror or str(error), "kind": wire.FAILED}
        finally:
            for fd in fds:
                os.close(fd)

    def _send(self, message: dict[str, Any]) -> None:
        try:
            self._control.sendall(wire.encode(message))
        except OSError:
            return  # the engine is gone, which the next read of the socket will tell

    def _held(self, message: dict[str, Any]) -> Held:
        held = self._containers.get(message["id"])
        if held is None:
            raise RequestError(wire.ABSENT, "no such container")
        return held

    # -- containers ----------------------------------------------------------------------------

    def _create(self, message: dict[str, Any], _fds: list[int]) -> dict[str, Any]:
        spec = message["root"]
        spec["volumes"] = {
            inside: os.path.join(self._directory, "volumes", name)
            for inside, name in spec["volumes"].items()
        }
        path = os.path.join(self._directory, "containers", message["id"][:12])
        held = Held(message["id"], message["hostname"], Root(path, spec), self._isolated)
        for volume in spec["volumes"].values():
            os.makedirs(volume, exist_ok=True)
            os.chmod(volume, 0o777)  # Not makedirs' business: it minds the umask.
        held.root.build()
        if not self._isolated:
            held.root.link_volumes()
        self._containers[held.id] = held
        return {"path": path}

    def _destroy(self, message: dict[str, Any], _fds: list[int]) -> dict[str, Any]:
        held = self._held(message)
        held.end_all()
        del self._containers[held.id]
        held.root.remove()
        return {}

    # -- processes -----------------------------------------------------------------------------

    def _spawn(self, message: dict[str, Any], fds: list[int]) -> dict[str, Any]:
        held = self._held(message)
        fresh = message["key"] == ""
        if fresh == ("" in held.children):
            raise RequestError(wire.CONFLICT, "it runs already" if fresh else "it does not run")
        namespaces = [] if fresh or not self._isolated else self._open_namespaces(held)
        env = dict(message["env"])
        argv = list(message["argv"])
        if not self._isolated:
            env |= {processes.MARK: held.id, "PRACTICE_ROOT": held.root.path}
            env["PATH"] = f"{held.root.path}/app:{env['PATH']}"
            if fresh:
                argv = [held.root.path + arg if arg.startswith("/app/") else arg for arg in argv]
        launch = Launch(
            root=held.root,
            argv=argv,
            env=env,
            cwd=message["cwd"],
            user=message["user"],
            hostname=held.hostname,
            report=fds[0],
            streams=fds[1:],
            namespaces=namespaces,
            tty=message["tty"],
            size=tuple(message["size"]),
            fresh=fresh,
            isolated=self._isolated,
            privileged=message["privileged"],
        )
        try:
            pid, host_pid = self._fork(held, launch)
        finally:
            for fd in namespaces:
                os.close(fd)
        held.children[message["key"]] = (pid, host_pid)
        return {"pid": host_pid}

    def _fork(self, held: Held, launch: Launch) -> tuple[int, int]:
        """Fork with children going to a new pid namespace, or to the running container's."""
        if not self._isolated:
            return start(launch)
        own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        try:
            if launch.fresh:
                linux.unshare(linux.CLONE_NEWPID)
            else:
                self._choose_pid_namespace(held)
            try:
                return start(launch)
            except OSError:  # no fork into the pid namespace of a process that is dying
                raise RequestError(wire.CONFLICT, "its main process is ending") from None
            finally:
                linux.setns(own)
        finally:
            os.close(own)

    def _choose_pid_namespace(self, held: Held) -> None:
        fd = os.open(f"/proc/{held.children[''][1]}/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        try:
            linux.setns(fd)
        finally:
            os.close(fd)

    def _open_namespaces(self, held: Held) -> list[int]:
        """Open what an exec enters. Not reaped means not reused: the pid is the main process's."""
        main = held.children[""][1]
        opened: list[int] = []
        try:
            for name in _NAMESPACES:
                path = f"/proc/{main}/ns/{name}"
                opened.append(os.open(path, os.O_RDONLY | os.O_CLOEXEC))
        except OSError:
            for fd in opened:
                os.close(fd)
            raise RequestError(wire.CONFLICT, "its main process is ending") from None
        return opened

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            self._report_end(pid, os.waitstatus_to_exitcode(status))

    def _report_end(self, pid: int, code: int) -> None:
        for held in self._containers.values():
            for key, (child, _host_pid) in list(held.children.items()):
                if child == pid:
                    del held.children[key]
                    if key == "":
                        held.end_all(pid)
                    code = code if code >= 0 else 128 - code
                    self._send({"exit": held.id, "key": key, "code": code})
                    return

    # -- signals and looks ---------------------------------------------------------------------

    def _signal(self, message: dict[str, Any], _fds: list[int]) -> dict[str, Any]:
        child = self._held(message).children.get(message["key"])
        if child is None:
            raise RequestError(wire.CONFLICT, "it does not run")
        send_signal(child[0], message["signal"])
        return {}

    def _signal_all(self, message: dict[str, Any], _fds: list[int]) -> dict[str, Any]:
        return {"count": self._held(message).signal_all(message["signal"])}

    def _has_file(self, message: dict[str, Any], _fds: list[int]) -> dict[str, Any]:
        return {"found": files.has_file(self._held(message).root, message["path"])}

    def _put_file(self, message: dict[str, Any], _fds: list[int]) -> dict[str, Any]:
        data = base64.b64decode(message["data"])
        files.put_file(self._held(message).root, message["path"], data, message["mode"])
        return {}

    def _processes(self, message: dict[str, Any], _fds: list[int]) -> dict[str, Any]:
        members = self._held(message).members()
        return {"rows": [process._asdict() for process in members]}
