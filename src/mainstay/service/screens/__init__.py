"""What a screen shows: one read model per screen, plain frozen data that REST serves as it is.

A module here turns an open twin, a home or a run into dataclasses; :mod:`~.shapes` holds what all
of them share. Nothing here knows of HTTP, and nothing in ``rest`` computes.
"""
