"""The tests. They mirror serac/, plus journeys/ (through a browser) and house/ (the rules of the house)."""
