"""Claims, twins and runs on disk: Parquet files are the truth, SQLite is the catalog."""
