"""A review as a whole: how it is ordered, its tracks, the notice of defects, the conclusion."""
