"""The archive's schema from version to version, run by Alembic when an archive is opened."""
