"""Installers: what goes into them, and how they are put together. `dev.py package deb|tar|windows` starts here."""
