"""The form of the database through the versions of the program, with Alembic; run when a book is opened."""
