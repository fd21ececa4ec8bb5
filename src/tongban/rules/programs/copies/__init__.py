"""Copies of columns on disk, as they are reckoned with."""
