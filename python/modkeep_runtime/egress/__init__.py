"""The one way out of cells: takes their connections to public addresses and carries them on, and asks for
names on their behalf. A process of its own, without rights, that knows no value.
"""
