"""Where everything is kept: SQLAlchemy tables, migrations, sessions."""
