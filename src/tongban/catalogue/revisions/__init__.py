"""How content changes: drafts, checks, approval by a second person, publication with a day, differences, history."""
