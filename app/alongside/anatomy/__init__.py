"""What exec and attach *are*: the two processes of a container, read live and compared.

Control flows from `read.read_anatomy` (asks the container and its engine) to the pure comparison
(`Anatomy`, rows marked same or differs, endings in sentences, advice). Screens and the command line
only show what it says. No Textual in here.
"""
