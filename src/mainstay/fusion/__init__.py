"""Claims turned into facts: common codes and units, balanced tables, marked inferences."""
