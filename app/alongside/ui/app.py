"""The application: modes, themes, bindings."""
