"""People, places, vehicles and businesses, each in the compartment in which it was recorded."""
