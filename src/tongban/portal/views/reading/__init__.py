"""Pages that read the catalogue as a whole: any items together, what rests on what, where things are handled."""
