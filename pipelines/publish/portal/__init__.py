"""The open-data portal: a release and the archived texts -> static pages that any web server, or none, can show.

``build`` puts it together; a module per kind of page says what stands on it, ``templates/`` how it looks, ``texts/`` every word of
the interface in one catalogue per language. Nothing here reads the warehouse: what a page says is in the release or in a source.
"""
