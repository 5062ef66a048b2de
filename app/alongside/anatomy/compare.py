"""The comparison: from the facts of two processes to an `Anatomy`. Pure."""

from __future__ import annotations

from dataclasses import replace

from alongside.anatomy.advice import advice
from alongside.anatomy.by_engine import configured
from alongside.anatomy.endings import endings
from alongside.anatomy.model import Anatomy, Section
from alongside.anatomy.process import ContainerFacts
from alongside.anatomy.sections.environment import environment_section
from alongside.anatomy.sections.identity import identity_section
from alongside.anatomy.sections.isolation import isolation_section
from alongside.anatomy.sections.process import process_section
from alongside.anatomy.sections.streams import streams_section
from alongside.anatomy.tree import tree

_SECTIONS = (
    process_section,
    streams_section,
    identity_section,
    environment_section,
    isolation_section,
)


def compare(facts: ContainerFacts) -> Anatomy:
    """Return everything that can be said about the two processes."""
    return Anatomy(
        container_id=facts.details.id,
        container=facts.details.name,
        taken=facts.taken,
        how=facts.how,
        sections=sections(_with_made(facts)),
        tree=tree(facts),
        endings=endings(facts),
        advice=advice(facts),
        state=str(facts.details.state),
        note=_note(facts),
    )


def _note(facts: ContainerFacts) -> str:
    if facts.new is None:
        return f"no exec: {facts.why_no_exec}"
    if facts.new_is_ours:
        return "exec: a shell started for this comparison, as `docker exec -it` would; it has ended"
    return ""


def _with_made(facts: ContainerFacts) -> ContainerFacts:
    """Let a container without a process be shown as it was made."""
    if facts.main is not None:
        return facts
    return replace(facts, main=configured(facts.details, None, facts.why_no_exec))


def sections(facts: ContainerFacts) -> tuple[Section, ...]:
    """Return the sections in the order in which they are shown."""
    return tuple(section(facts) for section in _SECTIONS)
