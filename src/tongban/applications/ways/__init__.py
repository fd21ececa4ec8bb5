"""Other ways than the usual one: on commitment, with a material to follow, from a licence one holds."""
