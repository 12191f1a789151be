"""The one adapter of the classroom: lessons in SQLAlchemy tables."""
