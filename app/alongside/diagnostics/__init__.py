"""Canned questions to a container: probes (frozen data), the catalog of them, and the runner."""
