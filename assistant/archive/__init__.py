"""Cases, offers, outcomes and evidence, kept in SQLite or PostgreSQL."""
