"""The case: the spine, kept thin. Its frame, its items of information, its virtual team."""
