"""Limits of a control group, from its files (versions 1 and 2) or from what inspect says. Pure.

The files are what the kernel keeps to; inspect is what was asked for. Sources: the kernel's
``admin-guide/cgroup-v2.rst`` and ``cgroup-v1/``; docker's ``HostConfig``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from alongside.anatomy.parse import number
from alongside.clean import clean
from alongside.diagnostics.reading.memory import NO_LIMIT
from alongside.diagnostics.reading.text import size
from alongside.engine.model import Details

NAMES = MappingProxyType(
    {
        "memory": "memory",
        "swap": "memory and swap",
        "cpu": "processor time",
        "weight": "processor weight",
        "cpuset": "processors",
        "pids": "processes and threads",
    }
)
"""What each limit is called, in the order in which they are shown."""

NONE = "none"

_ROOT = "/sys/fs/cgroup/"


def read_limits(files: Mapping[str, bytes], details: Details) -> dict[str, str]:
    """Return the limits as shown, by name.

    Args:
        files: Contents by path, as they are inside the container.
    """
    texts = {path: data.decode("utf-8", "replace").strip() for path, data in files.items()}
    found = {**_configured(details), **_version_1(texts), **_version_2(texts)}
    return {name: found[name] for name in NAMES if found.get(name)}


def _version_2(texts: Mapping[str, str]) -> dict[str, str]:
    def text(name: str) -> str:
        return texts.get(f"{_ROOT}{name}", "")

    memory, swap = text("memory.max"), text("memory.swap.max")
    quota, _, period = text("cpu.max").partition(" ")
    found = {
        "memory": _bytes(memory),
        "cpu": _processors(quota, period),
        "weight": _number(text("cpu.weight")),
        "cpuset": clean(text("cpuset.cpus.effective"), 80),
        "pids": _number(text("pids.max")),
    }
    limit, more = number(memory), number(swap)
    if memory and swap:
        both = None if limit is None or more is None else str(limit + more)
        found["swap"] = _bytes(both or "max")
    return {name: shown for name, shown in found.items() if shown}


def _version_1(texts: Mapping[str, str]) -> dict[str, str]:
    def text(name: str) -> str:
        return texts.get(f"{_ROOT}{name}", "")

    found = {
        "memory": _bytes(text("memory/memory.limit_in_bytes")),
        "swap": _bytes(text("memory/memory.memsw.limit_in_bytes")),
        "cpu": _processors(text("cpu/cpu.cfs_quota_us"), text("cpu/cpu.cfs_period_us")),
        "weight": _number(text("cpu/cpu.shares")),
        "cpuset": clean(text("cpuset/cpuset.cpus"), 80),
        "pids": _number(text("pids/pids.max")),
    }
    return {name: shown for name, shown in found.items() if shown}


def _configured(details: Details) -> dict[str, str]:
    """Return what the container was made with; for what the kernel's files do not tell."""
    host = details.raw.get("HostConfig")
    if not isinstance(host, dict):
        return {}
    nano, quota, period = (_count(host, name) for name in ("NanoCpus", "CpuQuota", "CpuPeriod"))
    cpu = f"{nano / 1e9:g} processors" if nano else ""
    if not cpu and quota:
        cpu = _processors(str(quota), str(period or 100_000))
    asked = {
        "memory": _bytes(str(_count(host, "Memory"))),
        "swap": _bytes(str(_count(host, "MemorySwap"))),
        "cpu": cpu,
        "weight": _number(str(_count(host, "CpuShares"))),
        "cpuset": clean(host.get("CpusetCpus"), 80),
        "pids": _number(str(_count(host, "PidsLimit"))),
    }
    return {name: shown for name, shown in asked.items() if shown not in ("", "0", "0 B", NONE)}


def _count(host: Mapping[str, Any], name: str) -> int:
    value = host.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _bytes(text: str) -> str:
    if text in ("max", "-1"):
        return NONE
    value = number(text)
    if value is None:
        return ""
    return NONE if value >= NO_LIMIT else size(value)


def _number(text: str) -> str:
    if text in ("max", "-1"):
        return NONE
    value = number(text)
    return "" if value is None else str(value)


def _processors(quota: str, period: str) -> str:
    if quota in ("max", "-1"):
        return NONE
    time, every = number(quota), number(period)
    return f"{time / every:g} processors" if time and every else ""
