"""Benefits without applying, at the desks."""
