"""The knowledge base: stores passages, finds them, shows them. Knows nothing of file formats."""

__version__ = "0.1.0"
