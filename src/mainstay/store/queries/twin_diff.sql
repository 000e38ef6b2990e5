-- Cells in which two sets of claims differ. Tables: a and b, in the claim schema.
-- A cell is source, kind, subject, object and valid time. Claims of both sides that are the same
-- to the last column are left out; what remains is paired within its cell by place and unit.
WITH
only_a AS (
    SELECT *, row_number() OVER cell AS place FROM a
    WHERE NOT EXISTS (
        SELECT 1 FROM b
        WHERE
            b.claim_id = a.claim_id AND b.confidence = a.confidence
            AND b.method = a.method AND b.label = a.label
    )
    WINDOW cell AS (
        PARTITION BY source, kind, subject, object, valid_from, valid_to
        ORDER BY locator, unit, vintage, claim_id
    )
),

only_b AS (
    SELECT *, row_number() OVER cell AS place FROM b
    WHERE NOT EXISTS (
        SELECT 1 FROM a
        WHERE
            b.claim_id = a.claim_id AND b.confidence = a.confidence
            AND b.method = a.method AND b.label = a.label
    )
    WINDOW cell AS (
        PARTITION BY source, kind, subject, object, valid_from, valid_to
        ORDER BY locator, unit, vintage, claim_id
    )
),

paired AS (
    SELECT
        CASE
            WHEN x.claim_id IS NULL THEN 'added'
            WHEN y.claim_id IS NULL THEN 'removed'
            WHEN x.claim_id = y.claim_id THEN 'evidence'
            WHEN
                x.value IS NOT DISTINCT FROM y.value AND x.lo IS NOT DISTINCT FROM y.lo
                AND x.hi IS NOT DISTINCT FROM y.hi AND x.text IS NOT DISTINCT FROM y.text
                AND x.unit = y.unit AND x.basis = y.basis AND x.qualifier = y.qualifier
                THEN 'restated'
            ELSE 'changed'
        END AS change,
        coalesce(x.kind, y.kind) AS kind,
        coalesce(x.source, y.source) AS source,
        x.vintage AS vintage_a,
        y.vintage AS vintage_b,
        coalesce(x.subject, y.subject) AS subject,
        coalesce(x.object, y.object) AS object,
        coalesce(x.valid_from, y.valid_from) AS valid_from,
        coalesce(x.valid_to, y.valid_to) AS valid_to,
        x.value AS value_a,
        y.value AS value_b,
        x.unit AS unit_a,
        y.unit AS unit_b,
        x.qualifier AS qualifier_a,
        y.qualifier AS qualifier_b,
        x.text AS text_a,
        y.text AS text_b,
        coalesce(y.locator, x.locator) AS locator,
        x.claim_id AS claim_id_a,
        y.claim_id AS claim_id_b
    FROM only_a AS x
    FULL OUTER JOIN only_b AS y
        ON
            x.source = y.source AND x.kind = y.kind AND x.subject = y.subject
            AND x.object IS NOT DISTINCT FROM y.object
            AND x.valid_from = y.valid_from AND x.valid_to = y.valid_to AND x.place = y.place
)

SELECT * FROM paired
ORDER BY
    list_position(['changed', 'removed', 'added', 'evidence', 'restated'], change),
    kind, source,
    abs(value_b - value_a) DESC NULLS LAST, coalesce(abs(value_a), abs(value_b)) DESC NULLS LAST,
    subject, object, valid_from, valid_to, claim_id_a, claim_id_b
