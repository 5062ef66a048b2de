"""The probes that come with alongside, as data: first those for every container, then the special.

The order is that of the buttons.
"""

from __future__ import annotations

from alongside.diagnostics.probe import Applies, Argv, ByEngine, Probe, Script
from alongside.engine.model import Container, Details


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GENERAL = (
    Probe(
        id="processes",
        title="Processes",
        help="What runs in here, who started it, and whether something is stuck or dead.",
        ways=(Script("processes"), ByEngine("processes", live=True)),
    ),
    Probe(
        id="memory",
        title="Memory",
        help="How much memory is used, how much is allowed, and which processes have most of it.",
        ways=(Script("memory"), ByEngine("memory", live=True), ByEngine("limits")),
    ),
    Probe(
        id="disk",
        title="Disk",
        help="How full the disks are, which directories are biggest, and what was written.",
        ways=(Script("disk"), ByEngine("mounts")),
        deadline=20,
    ),
    Probe(
        id="network",
        title="Network",
        help="Addresses and routes, who listens and who is connected, and whether names resolve.",
        ways=(Script("network"), ByEngine("network")),
    ),
    Probe(
        id="environment",
        title="Environment",
        help="The variables that programs in here see; secrets are masked unless revealed.",
        ways=(Script("environment"), ByEngine("environment")),
    ),
    Probe(
        id="system",
        title="System",
        help="Release, kernel, CPUs, user, rights and limits.",
        ways=(Script("system"), ByEngine("facts")),
        life=True,
    ),
    Probe(
        id="logs",
        title="Log check",
        help="The last lines of the log, and how many of them speak of errors.",
        ways=(ByEngine("logs"),),
        life=True,
    ),
)
"""For every container."""

SPECIAL = (
    Probe(
        id="web",
        title="Web check",
        help="Whether the web server in here answers on the ports it listens on, and how fast.",
        ways=(Script("web"),),
        applies=Applies(
            images=_names(
                "nginx* httpd* caddy* traefik* haproxy* apache* php* tomcat* jetty* wordpress* "
                "ghost* grafana* *web* *frontend* elasticsearch* opensearch* minio* keycloak*"
            ),
            commands=_names(
                "nginx nginx: httpd apache2* caddy traefik gunicorn uvicorn uwsgi puma php-fpm "
                "flask http.server"
            ),
            ports=(80, 443, 3000, 4200, 5000, 5173, 8000, 8008, 8080, 8081, 8443, 8888, 9000, 9200),
        ),
    ),
    Probe(
        id="nginx",
        title="nginx",
        help="Which version of nginx this is, what it listens on and where it passes requests to.",
        ways=(Script("nginx"),),
        applies=Applies(images=("nginx*", "openresty*"), commands=("nginx", "nginx:")),
    ),
    Probe(
        id="postgres",
        title="PostgreSQL",
        help="Whether the database answers, how many are connected, and what runs for long.",
        ways=(Script("postgres"),),
        applies=Applies(
            images=_names("postgres* postgis* timescale* pgvector* supabase-postgres*"),
            commands=("postgres", "postmaster"),
            ports=(5432,),
        ),
    ),
    Probe(
        id="mysql",
        title="MySQL",
        help="Whether the database answers, how long it is up, and what runs in it.",
        ways=(Script("mysql"),),
        applies=Applies(
            images=("mysql*", "mariadb*", "percona*"),
            commands=("mysqld*", "mariadbd*"),
            ports=(3306,),
        ),
    ),
    Probe(
        id="redis",
        title="Redis",
        help="Whether it answers, how much memory it has, and how many are connected.",
        ways=(Script("redis"), Argv(("redis-cli", "INFO"))),
        applies=Applies(
            images=("redis*", "valkey*", "keydb*"),
            commands=("redis-server*", "valkey-server*", "keydb-server*"),
            ports=(6379,),
        ),
    ),
    Probe(
        id="mongo",
        title="MongoDB",
        help="Whether the database answers, and whether it takes writes.",
        ways=(Script("mongo"),),
        applies=Applies(images=("mongo*",), commands=("mongod", "mongos"), ports=(27017,)),
    ),
    Probe(
        id="rabbitmq",
        title="RabbitMQ",
        help="Whether the broker runs, its alarms, and the queues with their lengths.",
        ways=(Script("rabbitmq"),),
        applies=Applies(
            images=("rabbitmq*",), commands=("rabbitmq-server*", "beam.smp"), ports=(5672,)
        ),
        deadline=30,
    ),
    Probe(
        id="python",
        title="Python",
        help="Which Python this is, where it is, and which packages are installed.",
        ways=(Script("python"), Argv(("python3", "-VV"))),
        applies=Applies(
            images=_names("python* pypy* jupyter* airflow* django*"),
            commands=_names("python* gunicorn uvicorn celery uwsgi flask"),
        ),
    ),
    Probe(
        id="node",
        title="Node.js",
        help="Which Node this is, how much memory it may use, and in which mode it runs.",
        ways=(Script("node"), Argv(("node", "--version"))),
        applies=Applies(
            images=("node*", "*nodejs*"), commands=_names("node npm yarn pnpm next nest")
        ),
    ),
    Probe(
        id="java",
        title="Java",
        help="Which Java this is, and what its processes were told about memory.",
        ways=(Script("java"), Argv(("java", "-XX:-UsePerfData", "-version"))),
        applies=Applies(
            images=_names(
                "*openjdk* *temurin* *corretto* *jre* *jdk* java* tomcat* elasticsearch* kafka* "
                "*zulu*"
            ),
            commands=("java",),
        ),
    ),
)
"""For containers of a kind."""

PROBES = {probe.id: probe for probe in (*GENERAL, *SPECIAL)}
"""All by their ids."""


def probes_for(container: Container, details: Details | None = None) -> list[Probe]:
    """Return the probes for a container, in the order of their buttons.

    Args:
        details: With it the main process's whole command is looked at, not the list's short one.
    """
    fitting = [
        probe for probe in SPECIAL if probe.applies and probe.applies.match(container, details)
    ]
    return [*GENERAL, *fitting]
