"""The Mineral Commodity Summaries of the U.S. Geological Survey, in their four layouts."""
