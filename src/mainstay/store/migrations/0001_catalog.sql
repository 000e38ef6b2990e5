-- The catalog of a home. All of it can be made again from the files of the home.
CREATE TABLE schema_version (version INTEGER NOT NULL, applied TEXT NOT NULL);

-- The last moment (microseconds since 1970, UTC) that this home has used; moments never repeat.
CREATE TABLE clock (only INTEGER PRIMARY KEY CHECK (only = 1), last INTEGER NOT NULL);
INSERT INTO clock VALUES (1, 0);

-- Claims files in use: one per kind, source, vintage, label and scope of reading.
CREATE TABLE partitions (
    path TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    vintage TEXT NOT NULL,
    label TEXT NOT NULL,
    scope TEXT NOT NULL,
    rows INTEGER NOT NULL,
    open_rows INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    UNIQUE (kind, source, vintage, label, scope)
);

-- Every reading, with the file as it is on disk.
CREATE TABLE readings (
    moment INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    vintage TEXT NOT NULL,
    scope TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    reader_digest TEXT NOT NULL,
    record TEXT NOT NULL
);
CREATE INDEX readings_of_a_scope ON readings (source, vintage, scope, moment);

CREATE TABLE twins (id TEXT PRIMARY KEY, created INTEGER NOT NULL, record TEXT NOT NULL);
CREATE TABLE names (name TEXT PRIMARY KEY, twin_id TEXT NOT NULL);
CREATE TABLE runs (id TEXT PRIMARY KEY, started TEXT NOT NULL, record TEXT NOT NULL);
