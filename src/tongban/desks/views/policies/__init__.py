"""Pages where policy officers take policies apart, try other values, and keep what came out."""
