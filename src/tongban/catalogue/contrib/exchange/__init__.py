"""The catalogue for other systems: the national element tables of the implementation list, and CPSV-AP as linked data."""
