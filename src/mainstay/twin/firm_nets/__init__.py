"""National nets of firms: read from a list of links, or generated where there is none."""
