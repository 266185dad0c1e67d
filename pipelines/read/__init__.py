"""Bytes -> one ``Document`` model: paragraphs and tables of cells, each with its place. Knows formats, nothing of plans."""
