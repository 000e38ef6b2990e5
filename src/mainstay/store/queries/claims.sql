-- Claims of some files as they stood at a moment, each id once.
-- $files: paths; $moment: microseconds since 1970 (UTC); $labels: from open to closed.
-- An id that came by several doors counts once: the most open label first, then the lowest
-- confidence, so that nothing looks surer than the weakest reading of it.
SELECT
    claim_id, source, vintage, locator, kind, subject, object, value, lo, hi, qualifier, text,
    unit, basis, valid_from, valid_to, method, confidence, label,
    epoch_us(recorded_from) AS recorded_from, epoch_us(recorded_to) AS recorded_to
FROM read_parquet($files, hive_partitioning = false)
WHERE
    epoch_us(recorded_from) <= $moment
    AND (recorded_to IS NULL OR epoch_us(recorded_to) > $moment)
QUALIFY
    row_number() OVER (
        PARTITION BY claim_id
        ORDER BY list_position($labels, label), confidence, method, epoch_us(recorded_from)
    ) = 1
ORDER BY kind, source, vintage, claim_id
