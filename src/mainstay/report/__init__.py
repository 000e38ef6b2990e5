"""Results turned into figures, tables and briefs."""
