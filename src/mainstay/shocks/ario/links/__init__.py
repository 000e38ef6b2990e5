"""Links of an economy in memory: a dense table, sparse rows, or markets; and what is sold."""
