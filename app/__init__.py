"""Statuette (手办工坊): the modelling workstation of a figurine and souvenir workshop."""

__version__ = "0.1.0"
