"""The rules of the house: sizes, rooms and what may stand in the repository."""
