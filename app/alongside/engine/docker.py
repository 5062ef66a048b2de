"""Docker behind the `Engine` protocol. The only module that imports the docker SDK, and lazily.

What is called often, and every stream, goes from here through `docker_api` to our own HTTP client:
the first list needs no SDK. Control calls (start, stop, remove ...) go to the SDK's low-level
client in a small thread pool, imported when the first of them is made. Podman speaks the same API.
What the first list does not need is imported where it is used: 8 ms of the start.
"""

from __future__ import annotations

import asyncio
import functools
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TYPE_CHECKING, Any

from alongside.clean import clean
from alongside.engine import docker_calls as calls
from alongside.engine.docker_api import DockerApi
from alongside.engine.docker_model import table_of
from alongside.engine.engine import Capabilities, Duplex, ExecSpec, ExecStream, LogSpec
from alongside.engine.http import HttpClient, closed_by_us
from alongside.engine.model import (
    Container,
    Details,
    Endpoint,
    EngineInfo,
    Event,
    ProcessTable,
    Stats,
)
from alongside.engine.transport import Dialer, TcpDialer, UnixDialer, dialer_for
from alongside.errors import DeadlineError, RefusedError, UnreachableError

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    import docker

    from alongside.engine.docker_usage import Usage

CONTROL_SECONDS = 10.0
"""How long a control call may take; stop and restart get their own grace on top."""

_EXECS_KEPT = 1000
"""So many execs are known again as ours when events name them."""


class DockerEngine:
    """A Docker or Podman engine; see `Engine`.

    Args:
        endpoint: Where it is.
        seconds: How long it may take to answer.

    Raises:
        EndpointError: The endpoint's URL is malformed.
    """

    def __init__(self, endpoint: Endpoint, seconds: float = 5.0) -> None:
        self.endpoint = endpoint
        self.capabilities = Capabilities()
        self.info: EngineInfo | None = None
        self._dialer = dialer_for(endpoint)
        self._api = DockerApi(HttpClient(self._dialer, seconds))
        self._clock = calls.ClockSkew()
        self._usage: Usage | None = None
        self._made: deque[str] = deque(maxlen=_EXECS_KEPT)
        self._sdk = _Sdk(self._dialer, self._api, seconds)

    async def connect(self) -> EngineInfo:
        """See `Engine.connect`."""
        self.info = await calls.connect(self._api, self._clock)
        return self.info

    async def close(self) -> None:
        """See `Engine.close`."""
        await self._sdk.close()
        await self._api.client.close()

    async def list(self, ids: Sequence[str] | None = None) -> list[Container]:
        """See `Engine.list`."""
        return await calls.containers(self._api, ids)

    def events(self) -> AsyncIterator[Event]:
        """See `Engine.events`."""
        podman = self.info is not None and self.info.name == "podman"
        # Podman's `since` reads its whole history first.
        since = None if podman else self._clock.now()
        return calls.events(self._api, since)

    async def inspect(self, id: str) -> Details:
        """See `Engine.inspect`."""
        return await calls.inspect(self._api, id)

    async def exec(self, id: str, spec: ExecSpec) -> ExecStream:
        """See `Engine.exec`."""
        from alongside.engine.docker_exec import start_exec

        return await start_exec(self._api, id, spec, self._made.append)

    async def exec_detached(self, id: str, spec: ExecSpec) -> str:
        """See `Engine.exec_detached`."""
        from alongside.engine.docker_exec import start_detached

        return await start_detached(self._api, id, spec, self._made.append)

    def is_ours(self, exec_id: str) -> bool:
        """See `Engine.is_ours`."""
        return exec_id in self._made

    async def attach(self, id: str, *, stdin: bool = False, output: bool = True) -> Duplex:
        """See `Engine.attach`."""
        from alongside.engine.docker_container import attach

        return await attach(self._api, id, stdin, output)

    async def logs(self, id: str, spec: LogSpec) -> Duplex:
        """See `Engine.logs`."""
        from alongside.engine.docker_container import logs

        return await logs(self._api, id, spec)

    async def resize(self, id: str, columns: int, rows: int) -> None:
        """See `Engine.resize`."""
        from alongside.engine.docker_container import resize

        await resize(self._api, id, columns, rows)

    async def clock(self) -> float:
        """See `Engine.clock`."""
        return await calls.clock(self._api, self._clock)

    async def has_file(self, id: str, path: str) -> bool:
        """See `Engine.has_file`."""
        from alongside.engine.docker_container import has_file

        return await has_file(self._api, id, path)

    async def stats(self, id: str) -> Stats:
        """See `Engine.stats`."""
        from alongside.engine.docker_usage import Usage

        self._usage = self._usage or Usage()
        return await self._usage.read(self._api, id)

    async def start(self, id: str) -> None:
        """See `Engine.start`."""
        await self._sdk.run(lambda client: client.start(id))

    async def stop(self, id: str, timeout: float = 10) -> None:
        """See `Engine.stop`."""
        await self._sdk.run(lambda client: client.stop(id, timeout=round(timeout)), timeout)

    async def restart(self, id: str, timeout: float = 10) -> None:
        """See `Engine.restart`."""
        await self._sdk.run(lambda client: client.restart(id, timeout=round(timeout)), timeout)

    async def kill(self, id: str, signal: str = "KILL") -> None:
        """See `Engine.kill`."""
        await self._sdk.run(lambda client: client.kill(id, signal=signal))

    async def pause(self, id: str) -> None:
        """See `Engine.pause`."""
        await self._sdk.run(lambda client: client.pause(id))

    async def unpause(self, id: str) -> None:
        """See `Engine.unpause`."""
        await self._sdk.run(lambda client: client.unpause(id))

    async def remove(self, id: str, *, force: bool = False) -> None:
        """See `Engine.remove`. Anonymous volumes stay."""
        await self._sdk.run(lambda client: client.remove_container(id, force=force))

    async def rename(self, id: str, name: str) -> None:
        """See `Engine.rename`."""
        await self._sdk.run(lambda client: client.rename(id, name))

    async def top(self, id: str) -> ProcessTable:
        """See `Engine.top`."""
        return table_of(await self._sdk.run(lambda client: client.top(id)))

    async def put_file(self, id: str, path: str, data: bytes, mode: int = 0o644) -> None:
        """See `Engine.put_file`."""
        from alongside.engine.docker_container import archive

        directory, content = archive(path, data, mode)
        done = await self._sdk.run(lambda client: client.put_archive(id, directory, content))
        if not done:
            raise RefusedError(f"The engine did not take the file {clean(path)}")


class _Sdk:
    """The docker SDK's low-level client in a few threads, made when it is first needed."""

    def __init__(self, dialer: Dialer, api: DockerApi, seconds: float) -> None:
        self._dialer = dialer
        self._api = api
        self._seconds = max(seconds, CONTROL_SECONDS)
        self._threads: ThreadPoolExecutor | None = None
        self._client: docker.APIClient | None = None
        self._making = asyncio.Lock()
        self._closed = False

    async def run(self, call: Callable[[docker.APIClient], Any], grace: float = 0) -> Any:
        """Return what `call` returns; its errors become ours.

        Args:
            grace: Seconds that the call itself waits for something, on top of the deadline.
        """
        if self._closed:
            raise closed_by_us(self._dialer)
        limit = self._seconds + grace
        if self._threads is None:
            from concurrent.futures import ThreadPoolExecutor

            self._threads = ThreadPoolExecutor(4, thread_name_prefix="docker-sdk")
        loop = asyncio.get_running_loop()
        # The SDK's own timeout ends the thread; ours is for one that waits for a free thread.
        try:
            async with asyncio.timeout(limit + 1):
                async with self._making:
                    if self._client is None:
                        url = await self._url()
                        make = functools.partial(
                            _client, url, self._dialer, self._api.version, self._seconds
                        )
                        self._client = await loop.run_in_executor(self._threads, make)
                work = functools.partial(_guarded, call, self._client, self._api)
                return await loop.run_in_executor(self._threads, work)
        except TimeoutError:
            raise _late(self._dialer) from None

    async def _url(self) -> str:
        if isinstance(self._dialer, TcpDialer):
            return f"tcp://{self._dialer.host}{self._dialer.prefix}"
        from alongside.engine.ssh import SshDialer

        assert isinstance(self._dialer, UnixDialer)
        if isinstance(self._dialer, SshDialer):
            (await self._dialer.open()).abort()  # sees to it that the forwarded socket is there
        return f"http+unix://{self._dialer.path}"

    async def close(self) -> None:
        """Let go of the client and its threads; calls under way end at their own timeout."""
        self._closed = True
        if self._client is not None:
            self._client.close()
            self._client = None
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)
            self._threads = None


def _client(url: str, dialer: Dialer, version: tuple[int, int], seconds: float) -> docker.APIClient:
    """Make the SDK's client, in a thread: the import alone takes a tenth of a second."""
    import docker
    from docker.tls import TLSConfig

    tls: TLSConfig | bool = False
    if isinstance(dialer, TcpDialer) and dialer.tls:
        files = dialer.tls
        tls = TLSConfig(
            client_cert=(str(files.cert), str(files.key)) if files.cert and files.key else None,
            ca_cert=str(files.ca) if files.ca else None,
            verify=files.verify,
        )
    agreed = "{}.{}".format(*version)
    client = docker.APIClient(base_url=url, version=agreed, timeout=round(seconds), tls=tls)
    # Else REQUESTS_CA_BUNDLE would replace the context's CA, and a proxy would be asked.
    client.trust_env = False
    return client


def _guarded(
    call: Callable[[docker.APIClient], Any], client: docker.APIClient, api: DockerApi
) -> Any:
    """Call, in a thread, and say the SDK's errors as ours."""
    from docker.errors import APIError, DockerException
    from requests.exceptions import RequestException, Timeout

    try:
        return call(client)
    except APIError as error:
        said = str(error.explanation or error)
        raise api.refused(error.status_code or 500, said.encode()) from error
    except Timeout:
        raise _late(api.client.dialer) from None
    except (RequestException, DockerException) as error:
        raise UnreachableError(
            f"The connection to {api.client.dialer.where} broke ({clean(error, 200)})",
            "Is the engine up?",
        ) from error


def _late(dialer: Dialer) -> DeadlineError:
    return DeadlineError(
        f"{dialer.where} accepted the call and did not finish it in time",
        "The engine may be hanging: look at its own log.",
    )
