-- Hashes of what a set of claims files says now, so that freezing twice computes once.
CREATE TABLE hashes (files TEXT PRIMARY KEY, hash TEXT NOT NULL, rows INTEGER NOT NULL);
