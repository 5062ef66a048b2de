"""Settings: defaults, TOML file, environment and flags become one frozen value."""
