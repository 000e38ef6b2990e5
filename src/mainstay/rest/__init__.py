"""The twin over HTTP: routes parse, call one service function, and give back what it gave.

``app`` wires it, ``routes`` holds one file per resource, and the rest is what all routes share:
problems, paging, tables in three forms, security and limits. The built page is served from
``static``.
"""
