"""The long parts of a campaign: its list, its payments, and who is looked at again."""
