"""Claims, twins and runs on disk: Parquet files are the truth, SQLite is the catalog."""

from mainstay.store.canonical import canonical_hash, canonical_json
from mainstay.store.catalog import catalog_version
from mainstay.store.checkup import Finding
from mainstay.store.environment import environment, environment_hash
from mainstay.store.home import Home, default_home
from mainstay.store.identity import Question, code_digest, question_id, result_hash, run_id
from mainstay.store.merkle import merkle_root, tree_hash
from mainstay.store.readings import IngestResult, scope_name
from mainstay.store.runs import RunRecord
from mainstay.store.twins import TwinRecord

__all__ = [
    "Finding", "Home", "IngestResult", "Question", "RunRecord", "TwinRecord", "canonical_hash",
    "canonical_json", "catalog_version", "code_digest", "default_home", "environment",
    "environment_hash", "merkle_root", "question_id", "result_hash", "run_id", "scope_name",
    "tree_hash",
]  # fmt: skip
