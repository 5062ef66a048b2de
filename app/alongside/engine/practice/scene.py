"""The scene: eight containers, one of them broken, to learn exec and attach on.

What is broken: `api` restarts over and over, because /etc/shop/api.conf (in a volume that
`frontend` has too) names the database wrongly. Edit it in a shell of `frontend`, restart `api`,
see it healthy.
"""

from __future__ import annotations

import shutil

from alongside.engine.model import Port
from alongside.engine.practice.blueprint import Blueprint, File, Past

_PYTHON = ("python3", "-ISB")
_CONFIG = {"/etc/shop": "shop_config"}
_API_CONF = """\
# The shop's api. After a change: restart the container api.
listen_port = 8081
database_host = datebase
"""
_GIVING_UP = (
    "api starts, database_host = datebase",
    'error: database "datebase:7070": Name or service not known',
    "error: is database_host right in /etc/shop/api.conf? (frontend has that volume too)",
    "giving up",
)


def scene() -> tuple[Blueprint, ...]:
    """Return the scene's containers."""
    return (*_shop(), *_others())


def _shop() -> tuple[Blueprint, ...]:
    frontend = Blueprint(
        name="frontend",
        argv=(*_PYTHON, "/app/frontend.py"),
        image="shop/frontend:1.4",
        env={"API_URL": "http://api:8081"},
        user="app",
        working_dir="/app",
        programs=("frontend.py", "shopnet.py"),
        volumes=_CONFIG,
        ports=(Port(8080, "tcp"),),
        reports_health=True,
        restart="unless-stopped",
        project="shop",
        service="frontend",
    )
    api = Blueprint(
        name="api",
        argv=(*_PYTHON, "/app/api.py"),
        image="shop/api:2.0",
        env={"API_TOKEN": "practice-token-5150"},
        working_dir="/app",
        programs=("api.py", "shopnet.py"),
        files={"/etc/shop/api.conf": File(_API_CONF, 0o666)},
        volumes=_CONFIG,
        ports=(Port(8081, "tcp"),),
        reports_health=True,
        restart="always",
        project="shop",
        service="api",
        past=Past(ended=9, exit_code=1, restarts=7, log=_failures()),
    )
    database = Blueprint(
        name="database",
        argv=(*_PYTHON, "/app/database.py"),
        image="shop/database:15",
        env={"DATABASE_PASSWORD": "correct-horse"},
        programs=("database.py", "db", "shopnet.py"),
        files={"/var/lib/shop/data": File("orders=17\nstock=250\ncurrency=EUR\n")},
        ports=(Port(7070, "tcp"),),
        reports_health=True,
        restart="unless-stopped",
        project="shop",
        service="database",
    )
    return frontend, api, database


def _failures() -> tuple[tuple[float, str], ...]:
    """Return the api's log so far: the same failure after ever longer pauses."""
    ages = (299, 298, 297, 295, 290, 280, 250, 9)
    return tuple((float(age), line) for age in ages for line in _GIVING_UP)


def _others() -> tuple[Blueprint, ...]:
    shell = "bash" if shutil.which("bash") else "sh"
    return (
        Blueprint(
            name="log-generator",
            argv=("sh", "/app/log-generator.sh"),
            image="practice/log-generator:1",
            programs=("log-generator.sh",),
        ),
        Blueprint(
            name="interactive-app",
            argv=("sh", "/app/interactive.sh"),
            image="practice/interactive:1",
            programs=("interactive.sh",),
            tty=True,
            open_stdin=True,
        ),
        Blueprint(
            name="shell",
            argv=(shell,),
            image="practice/shell:1",
            working_dir="/root",
            tty=True,
            open_stdin=True,
        ),
        Blueprint(
            name="minimal",
            argv=(*_PYTHON, "/app/minimal.py"),
            image="practice/minimal:1",
            programs=("minimal.py",),
            system=False,
        ),
        Blueprint(
            name="stopped",
            argv=("sh", "/app/worker.sh"),
            image="practice/worker:1",
            programs=("worker.sh",),
            started=False,
            age=7500,
            past=Past(
                ended=7200,
                exit_code=137,
                log=(
                    (7230.0, "job 1 done"),
                    (7225.0, "job 2 done"),
                    (7220.0, "job 3 done"),
                    (7210.0, "asked to end, but there is work to do"),
                ),
            ),
        ),
    )
