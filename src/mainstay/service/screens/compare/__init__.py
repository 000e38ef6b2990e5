"""Parts of the comparison: two to four runs on the same scales."""
