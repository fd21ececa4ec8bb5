"""The simulator (政策演算器): what would be otherwise, what that costs and whom it reaches, kept and compared."""
