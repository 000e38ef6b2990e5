"""One function per user verb; the run record is kept here and nowhere else."""
