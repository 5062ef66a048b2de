"""A terminal for any Textual app: `Emulator` (pyte, repaired), `Monitor`, `Terminal`, `Split`."""
