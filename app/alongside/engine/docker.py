"""Docker behind the `Engine` protocol. The only module that imports the docker SDK, and lazily."""
