WITH signs AS (
  SELECT * FROM "signs" WHERE kind = 'source-of-truth-conflict' AND outcome <> 'defined-otherwise'
), keys AS (
  SELECT "outcome", "subject_type", "subject", dataset, key, sum(records) AS records, max(amount) AS amount FROM signs GROUP BY "outcome", "subject_type", "subject", dataset, key
), totals AS (
  SELECT "outcome", "subject_type", "subject", CASE WHEN outcome IN ('values-differ', 'non-owner-writes') THEN count(*) ELSE sum(records) END AS records, count(amount) AS priced, sum(amount) AS amount
  FROM keys GROUP BY "outcome", "subject_type", "subject"
), times AS (
  SELECT "outcome", "subject_type", "subject", count(*) AS signs, CAST(min(date) AS VARCHAR) AS onset, CAST(max(date) AS VARCHAR) AS latest FROM signs GROUP BY "outcome", "subject_type", "subject"
), copies AS (
  SELECT "outcome", "subject_type", "subject", dataset, other_dataset, sum(records) AS records, min(detail) AS detail FROM signs GROUP BY "outcome", "subject_type", "subject", dataset, other_dataset
), copy_texts AS (
  SELECT "outcome", "subject_type", "subject", string_agg('{"dataset":' || coalesce(CAST(to_json(CAST("dataset" AS VARCHAR)) AS VARCHAR), 'null') || ',"other_dataset":' || coalesce(CAST(to_json(CAST("other_dataset" AS VARCHAR)) AS VARCHAR), 'null') || ',"records":' || coalesce(CAST(to_json(CAST("records" AS VARCHAR)) AS VARCHAR), 'null') || ',"detail":' || coalesce(CAST(to_json(CAST("detail" AS VARCHAR)) AS VARCHAR), 'null') || '}', ',' ORDER BY records DESC, dataset, other_dataset) AS copies FROM copies GROUP BY "outcome", "subject_type", "subject"
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY "outcome", "subject_type", "subject" ORDER BY records DESC, coalesce(amount, 0) DESC, fingerprint, other_dataset, other_value) AS place FROM signs
), samples AS (
  SELECT "outcome", "subject_type", "subject", string_agg('{"fingerprint":' || coalesce(CAST(to_json(CAST("fingerprint" AS VARCHAR)) AS VARCHAR), 'null') || ',"dataset":' || coalesce(CAST(to_json(CAST("dataset" AS VARCHAR)) AS VARCHAR), 'null') || ',"key":' || coalesce(CAST(to_json(CAST("key" AS VARCHAR)) AS VARCHAR), 'null') || ',"other_dataset":' || coalesce(CAST(to_json(CAST("other_dataset" AS VARCHAR)) AS VARCHAR), 'null') || ',"other_key":' || coalesce(CAST(to_json(CAST("other_key" AS VARCHAR)) AS VARCHAR), 'null') || ',"field":' || coalesce(CAST(to_json(CAST("field" AS VARCHAR)) AS VARCHAR), 'null') || ',"value":' || coalesce(CAST(to_json(CAST("value" AS VARCHAR)) AS VARCHAR), 'null') || ',"other_value":' || coalesce(CAST(to_json(CAST("other_value" AS VARCHAR)) AS VARCHAR), 'null') || ',"unit":' || coalesce(CAST(to_json(CAST("unit" AS VARCHAR)) AS VARCHAR), 'null') || ',"date":' || coalesce(CAST(to_json(CAST("date" AS VARCHAR)) AS VARCHAR), 'null') || ',"amount":' || coalesce(CAST(to_json(CAST("amount" AS VARCHAR)) AS VARCHAR), 'null') || ',"actor":' || coalesce(CAST(to_json(CAST("actor" AS VARCHAR)) AS VARCHAR), 'null') || ',"records":' || coalesce(CAST(to_json(CAST("records" AS VARCHAR)) AS VARCHAR), 'null') || ',"detail":' || coalesce(CAST(to_json(CAST("detail" AS VARCHAR)) AS VARCHAR), 'null') || '}', ',' ORDER BY place) AS samples FROM ranked WHERE place <= 10 GROUP BY "outcome", "subject_type", "subject"
)
SELECT t.*, d.signs, d.onset, d.latest, '[' || c.copies || ']' AS copies, '[' || s.samples || ']' AS samples, left(sha256('source-of-truth-conflict|' || t.outcome || '|' || t.subject_type || '|' || t.subject), 16) AS fingerprint
FROM totals AS t
JOIN times AS d ON "d"."outcome" = "t"."outcome" AND "d"."subject_type" = "t"."subject_type" AND "d"."subject" = "t"."subject"
JOIN copy_texts AS c ON "c"."outcome" = "t"."outcome" AND "c"."subject_type" = "t"."subject_type" AND "c"."subject" = "t"."subject"
JOIN samples AS s ON "s"."outcome" = "t"."outcome" AND "s"."subject_type" = "t"."subject_type" AND "s"."subject" = "t"."subject"
ORDER BY "t"."outcome", "t"."subject_type", "t"."subject"
