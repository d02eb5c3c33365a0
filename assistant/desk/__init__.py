"""The web page for the staff and the HTTP API."""
