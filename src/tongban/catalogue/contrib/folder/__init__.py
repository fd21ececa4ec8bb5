"""A city's content as a folder of YAML files that an editor who writes no code can read and change."""
