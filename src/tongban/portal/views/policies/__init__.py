"""Pages about policies and the check-up."""
