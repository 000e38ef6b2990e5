"""Tiers of a product: from material to finished good, and what a material ends up in."""
