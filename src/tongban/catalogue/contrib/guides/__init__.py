"""Service guides as cities have them today (办事指南): tables with a mapping become items; nothing is guessed silently."""
