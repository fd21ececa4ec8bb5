"""What the editors' forms are made of: boxes from types, values from boxes, and the parts of a file."""
