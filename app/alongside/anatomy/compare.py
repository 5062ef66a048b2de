"""The comparison: from the facts of two processes to an `Anatomy`. Pure."""

from __future__ import annotations

from alongside.anatomy.model import Anatomy, Section
from alongside.anatomy.process import ContainerFacts
from alongside.anatomy.sections.process import process_section
from alongside.anatomy.sections.streams import streams_section
from alongside.anatomy.tree import tree


def compare(facts: ContainerFacts) -> Anatomy:
    """Return everything that can be said about the two processes."""
    return Anatomy(
        container_id=facts.details.id,
        container=facts.details.name,
        taken=facts.taken,
        how=facts.how,
        sections=sections(facts),
        tree=tree(facts),
        endings=(),
        advice=(),
    )


def sections(facts: ContainerFacts) -> tuple[Section, ...]:
    """Return the sections in the order in which they are shown."""
    return (process_section(facts), streams_section(facts))
