"""The screen: Textual begins here. Imported only by the command that runs it."""
