"""A seller's own texts: other systems' variables turned into slots, rendered where nothing can be reached."""
