"""Agency returns: periodic spreadsheets of one agency -> rows of the declared datasets. What a cell must be is checked in ``validate``.

Each kind of return has a folder with its declaration; an agency's own layout is a file in ``layouts``.
"""
