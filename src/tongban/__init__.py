"""Tongban 通办: a one-stop government-services platform. See docs/map.md for the rooms."""
