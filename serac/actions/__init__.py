"""Who promised what by when."""
