"""The version, as a constant: asking the installed metadata costs more than a lookup."""

__version__ = "0.1.0"
