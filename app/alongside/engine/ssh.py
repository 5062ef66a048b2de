"""An engine on another machine, by OpenSSH: one forwarded socket carries every connection.

`SshDialer` starts ``ssh -N -L local.sock:/var/run/docker.sock`` upon the first `open` (and again
when it died), then dials the local end. ssh can ask nothing (BatchMode, no terminal); what it
complains about becomes our error. It ends with us even if we are killed: a small shell holds it,
and kills it when the pipe that we keep open closes.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import tempfile
from collections import deque
from contextlib import suppress
from pathlib import Path

from alongside.clean import clean
from alongside.engine.transport import Address, UnixDialer
from alongside.engine.wire import Wire
from alongside.errors import EngineError, UnreachableError

START_SECONDS = 20.0
"""How long ssh may take to log in."""

_WORD_SECONDS = 0.3  # between a refused connection and what ssh says about it
_REMOTE_SOCKET = "/var/run/docker.sock"

# Runs ssh, and a reader that kills it when our end of stdin closes, whatever way we went.
_KEEPER = """
exec 3<&0
ssh "$@" </dev/null 3<&- &
ssh=$!
{ cat <&3 >/dev/null; kill $ssh; } 2>/dev/null &
reader=$!
exec 3<&-
trap 'kill $ssh' TERM
wait $ssh
code=$?
kill $reader 2>/dev/null
exit $code
"""

_OPTIONS = (
    "BatchMode=yes",  # nobody is there to type a password
    "ConnectTimeout=15",
    "ServerAliveInterval=15",
    "ServerAliveCountMax=3",
    "ControlMaster=no",  # a connection of our own ends when we end it
    "ControlPath=none",
    "ExitOnForwardFailure=no",  # the user's own forwards may be taken already
    "StreamLocalBindUnlink=yes",
    "ForwardX11=no",
    "LogLevel=INFO",  # below that, it does not say why a forward failed
)

_EXPLAINED = (
    (
        r"REMOTE HOST IDENTIFICATION HAS CHANGED",
        "the host's key is not the one that is known",
        "If that is right, remove the old one: ssh-keygen -R {host}; else somebody may be in "
        "between.",
    ),
    (
        r"Host key verification failed|authenticity of host",
        "the host's key is not known yet",
        "Connect once by hand and accept it: ssh {target}",
    ),
    (
        r"Permission denied|Too many authentication failures|no more authentication methods",
        "the host does not let us in",
        "A key without a question is needed: ssh-add it to your agent, then try "
        "ssh -o BatchMode=yes {target} true.",
    ),
    (
        r"Could not resolve hostname",
        "the name does not resolve",
        "Check its spelling, ~/.ssh/config and your VPN.",
    ),
    (
        r"Connection refused",
        "the host refuses connections",
        "Check that it runs an SSH server, and the port.",
    ),
    (
        r"timed out|No route to host|Network is unreachable",
        "the host does not answer",
        "Check the address, your network and your VPN.",
    ),
    (
        r"administratively prohibited|forwarding is disabled",
        "the host forbids forwarding of sockets",
        "Its sshd needs AllowStreamLocalForwarding yes.",
    ),
    (
        r"open failed|forwarding failed",
        "ssh works, but the engine's socket there cannot be opened",
        "Is the engine running there, and may that user use it? Try: ssh {target} docker version",
    ),
)


class SshDialer(UnixDialer):
    """Dials an engine's socket on another machine."""

    def __init__(self, address: Address) -> None:
        super().__init__("")  # the path comes with the first login
        user = f"{address.user}@" if address.user else ""
        shown = f"[{address.host}]" if ":" in address.host else address.host
        port = f":{address.port}" if address.port else ""
        self.where = clean(f"ssh://{user}{shown}{port}{address.path}")
        self._address = address
        self._target = user + address.host
        self._process: asyncio.subprocess.Process | None = None
        self._said: deque[str] = deque(maxlen=20)
        self._heard = asyncio.Event()
        self._listener: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()

    async def open(self) -> Wire:
        """See `Dialer.open`; logs in first if that has not been done, or was lost."""
        async with self._starting:
            if self._process is None or self._process.returncode is not None:
                await self._start()
        return await super().open()

    def explain(self, error: OSError) -> EngineError:
        """See `Dialer.explain`."""
        return self._known() or UnreachableError(
            f"The connection to {self.where} broke ({clean(error.strerror or error)})",
            "Check your network; alongside logs in again when it is asked to.",
        )

    async def silent(self) -> EngineError | None:
        """See `Dialer.silent`: what ssh complains about, which may come a moment later."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_WORD_SECONDS):
                await self._heard.wait()
        return self._known()

    def _known(self) -> EngineError | None:
        """Explain what ssh said last, if that is a known complaint; each counts once."""
        text = "\n".join(self._said)
        self._said.clear()
        self._heard.clear()
        known = any(re.search(pattern, text) for pattern, _, _ in _EXPLAINED)
        return self._explained(text) if known else None

    async def _start(self) -> None:
        await self._stop()
        self._said.clear()
        self._heard.clear()
        if shutil.which("ssh") is None:
            raise UnreachableError(
                f"{self.where} needs the program ssh, which is not installed",
                "Install OpenSSH's client (openssh-client).",
            )
        if not self.path:
            # Short (a socket's path may have about 100 characters) and closed to other users.
            self.path = str(Path(tempfile.mkdtemp(prefix="alongside-"), "engine.sock"))
        self._process = await asyncio.create_subprocess_exec(
            *("/bin/sh", "-c", _KEEPER, "ssh", *self._arguments()),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,  # no terminal to ask on, and no Ctrl+C from it
        )
        self._listener = asyncio.create_task(self._listen(self._process))
        try:
            async with asyncio.timeout(START_SECONDS):
                await self._ready(self._process)
        except TimeoutError:
            await self._stop()
            raise self._known() or UnreachableError(
                f"{self.where}: ssh did not log in within {START_SECONDS:g} s",
                f"Try it by hand: ssh {clean(self._target)}",
            ) from None
        except BaseException:
            await self._stop()
            raise

    def _arguments(self) -> list[str]:
        address = self._address
        arguments = ["-N", "-T"]
        for option in _OPTIONS:
            arguments += ["-o", option]
        arguments += ["-L", f"{self.path}:{address.path or _REMOTE_SOCKET}"]
        if address.port:
            arguments += ["-p", str(address.port)]
        return [*arguments, "--", self._target]

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        """Keep the last lines that ssh says."""
        assert process.stderr is not None
        while line := await process.stderr.readline():
            self._said.append(clean(line.decode("utf-8", "replace").rstrip(), 500))
            self._heard.set()

    async def _ready(self, process: asyncio.subprocess.Process) -> None:
        """Return when the forwarded socket is there: ssh makes it right after the login."""
        ended = asyncio.ensure_future(process.wait())
        try:
            while not self._listening():
                done, _ = await asyncio.wait({ended}, timeout=0.02)
                if done:
                    if self._listener is not None:
                        await self._listener
                    raise self._explained("\n".join(self._said))
        finally:
            ended.cancel()

    def _explained(self, text: str) -> EngineError:
        words = {"host": clean(self._address.host), "target": clean(self._target)}
        for pattern, said, advice in _EXPLAINED:
            if re.search(pattern, text):
                return UnreachableError(f"{self.where}: {said}", advice.format(**words))
        last = next((line for line in text.splitlines()[::-1] if line), "it ended without a word")
        return UnreachableError(
            f"{self.where}: ssh failed ({last})", f"Try it by hand: ssh {words['target']}"
        )

    async def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            if process.returncode is None:
                with suppress(ProcessLookupError):  # it was quicker
                    os.killpg(process.pid, signal.SIGTERM)
            await process.wait()
            assert process.stdin is not None
            process.stdin.close()
        if self._listener is not None:
            self._listener.cancel()
            await asyncio.wait({self._listener})
            self._listener = None
        self._forget()

    def _listening(self) -> bool:
        return Path(self.path).exists()

    def _forget(self) -> None:
        if self.path:  # ssh removes it itself when it ends in order
            Path(self.path).unlink(missing_ok=True)

    async def close(self) -> None:
        """End ssh, and remove the socket's directory."""
        await self._stop()
        if self.path:
            shutil.rmtree(Path(self.path).parent, ignore_errors=True)
            self.path = ""
