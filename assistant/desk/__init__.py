"""The web page on which the staff work, and the HTTP API behind it."""
