"""Tells other systems what happens in the archive: nothing leaves before somebody has added a subscription."""
