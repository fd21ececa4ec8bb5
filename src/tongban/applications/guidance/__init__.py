"""What is done for a draft when the content it was begun under is no longer in force."""
