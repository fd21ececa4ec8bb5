"""What stands before the rooms: who a visitor is by address, what a request may bring, how much one visitor may cost."""
