"""The sections of an anatomy, one module each; every one is a pure function of `ContainerFacts`."""
