"""A user's own list of firms, what they sell, and from whom they buy."""
