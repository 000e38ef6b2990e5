"""What minerals are used for: evidence files, one per mineral, every number with its source."""
