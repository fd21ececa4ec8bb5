"""What the law of the catalogue lets nobody publish: licences outside the list, districts that ask for more than the city."""
