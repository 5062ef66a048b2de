"""The system: release, kernel, CPUs, user, limits, and what the main process is allowed to do."""

from __future__ import annotations

from collections.abc import Iterator

from alongside.clean import clean
from alongside.diagnostics.decode import Block
from alongside.diagnostics.probe import Finding, Line, Severity, heading, line
from alongside.diagnostics.reading.about import About
from alongside.diagnostics.reading.memory import key_values
from alongside.diagnostics.reading.text import decimal, duration, number, pairs, percent

CAPABILITIES = (
    *("chown", "dac_override", "dac_read_search", "fowner", "fsetid", "kill", "setgid", "setuid"),
    *("setpcap", "linux_immutable", "net_bind_service", "net_broadcast", "net_admin", "net_raw"),
    *("ipc_lock", "ipc_owner", "sys_module", "sys_rawio", "sys_chroot", "sys_ptrace", "sys_pacct"),
    *("sys_admin", "sys_boot", "sys_nice", "sys_resource", "sys_time", "sys_tty_config", "mknod"),
    *("lease", "audit_write", "audit_control", "setfcap", "mac_override", "mac_admin", "syslog"),
    *("wake_alarm", "block_suspend", "audit_read", "perfmon", "bpf", "checkpoint_restore"),
)
"""In the kernel's numbering (include/uapi/linux/capability.h)."""
LIMITS = ("Max open files", "Max processes", "Max core file size", "Max locked memory")
THROTTLED = 0.10
"""The share of throttled periods that is worth a warning."""
NEAR = 0.9

_SECCOMP = {"0": "off", "1": "strict", "2": "filter"}


def capability_names(mask: str) -> list[str]:
    """Return the names of a hexadecimal set such as ``00000000a80425fb``."""
    try:
        bits = int(mask, 16)
    except ValueError:
        return []
    known = [name for at, name in enumerate(CAPABILITIES) if bits >> at & 1]
    return known + [str(at) for at in range(len(CAPABILITIES), 64) if bits >> at & 1]


def fields(text: str, separator: str) -> dict[str, str]:
    """Return the ``name SEPARATOR value`` lines, cleaned, quotes off."""
    rows = (row.partition(separator) for row in text.splitlines())
    return {
        name.strip(): clean(" ".join(value.split()).strip("\"'"))
        for name, found, value in rows
        if found
    }


def cpu_quota(block: Block) -> float | None:
    """Return how many CPUs the control group allows, None for no limit."""
    words = block.text("/sys/fs/cgroup/cpu.max").split()
    if len(words) != 2:
        words = [
            block.text("/sys/fs/cgroup/cpu/cpu.cfs_quota_us").strip(),
            block.text("/sys/fs/cgroup/cpu/cpu.cfs_period_us").strip(),
        ]
    quota, period = number(words[0]), number(words[1])
    return quota / period if quota and period else None


def cpu_count(online: str) -> int:
    """Return how many CPUs a list such as ``0-3,8`` has, 0 if it is none."""
    total = 0
    for span in online.strip().split(","):
        first, _, last = span.partition("-")
        low, high = number(first), number(last or first)
        if low is not None and high is not None:
            total += max(high - low + 1, 0)
    return total


def read_system(block: Block, about: About) -> Iterator[Line | Finding]:
    """Show what the system is, who runs in it, and its limits."""
    release = fields(block.text("/etc/os-release"), "=")
    kernel = clean(" ".join(block.text("/proc/version").split()[:3]))
    up = block.text("/proc/uptime").split()
    load = block.text("/proc/loadavg").split()
    quota = cpu_quota(block)
    cpus = cpu_count(block.text("/sys/devices/system/cpu/online"))
    model = clean(block.text("cpu").strip())
    yield heading("System")
    yield from pairs(
        [
            ("Release", release.get("PRETTY_NAME", release.get("NAME", ""))),
            ("Kernel", kernel),
            ("Host name", clean(block.text("/proc/sys/kernel/hostname").strip())),
            ("Machine up", duration(decimal(up[0])) if up else ""),
            ("Load", clean(" ".join(load[:3]))),
            ("CPUs", " ".join(filter(None, [str(cpus or ""), model]))),
            ("CPU limit", f"{quota:g} CPUs" if quota else "none"),
            ("Time", clean(block.text("date").strip())),
        ]
    )
    yield heading("User and rights")
    yield from _rights(block)
    yield heading("Limits of the main process")
    yield from _limits(block)
    yield from conclude(block)


def _rights(block: Block) -> Iterator[Line]:
    main = fields(block.text("/proc/1/status"), ":")
    effective = capability_names(main.get("CapEff", ""))
    everything = len(effective) >= len(CAPABILITIES) - 3  # older kernels know a few less
    names = "all" if everything else ", ".join(effective) or "none"
    yield from pairs(
        [
            ("New processes", clean(block.text("id").strip())),
            ("Main process", f"uid {main['Uid'].split()[0]}" if main.get("Uid") else ""),
            ("Capabilities", names if main else ""),
            ("Seccomp", _SECCOMP.get(main.get("Seccomp", ""), "")),
            (
                "New privileges",
                {"1": "forbidden", "0": "allowed"}.get(main.get("NoNewPrivs", ""), ""),
            ),
        ]
    )


def _limits(block: Block) -> Iterator[Line]:
    for row in block.text("/proc/1/limits").splitlines():
        name = next((name for name in LIMITS if row.startswith(name)), "")
        if name:
            soft, hard = [*row[len(name) :].split(), "", ""][:2]
            least = f"{soft} (at most {hard})" if hard != soft else soft
            yield line(f"{name.ljust(20)}{clean(least)}")
    now, most = _pids(block)
    if now is not None:
        yield line(f"{'Processes now'.ljust(20)}{now} of {most or 'any number'}")


def _pids(block: Block) -> tuple[int | None, int | None]:
    roots = ("/sys/fs/cgroup/", "/sys/fs/cgroup/pids/")
    texts = [(block.text(r + "pids.current"), block.text(r + "pids.max")) for r in roots]
    now, most = next((pair for pair in texts if pair[0].strip()), ("", ""))
    return number(now), number(most)


def conclude(block: Block) -> Iterator[Finding]:
    """Find a throttled CPU, too many processes, and unlimited rights."""
    stat = key_values(
        block.text("/sys/fs/cgroup/cpu.stat") or block.text("/sys/fs/cgroup/cpu/cpu.stat")
    )
    periods, throttled = stat.get("nr_periods", 0), stat.get("nr_throttled", 0)
    if periods >= 100 and throttled >= THROTTLED * periods:
        yield Finding(
            Severity.WARNING,
            f"The CPU limit slowed it down in {percent(throttled, periods)} of all periods.",
            "Raise the CPU limit, or give it less to do.",
        )
    now, most = _pids(block)
    if now and most and now >= NEAR * most:
        yield Finding(
            Severity.WARNING,
            f"{now} of at most {most} processes and threads are in use.",
            "At the limit no process can be started: raise it (--pids-limit), or find what forks.",
        )
    main = fields(block.text("/proc/1/status"), ":")
    if "sys_admin" in capability_names(main.get("CapEff", "")):
        yield Finding(
            Severity.INFO,
            "The main process may do nearly everything to the machine (capability sys_admin).",
            "Run it without --privileged unless it has to.",
        )
