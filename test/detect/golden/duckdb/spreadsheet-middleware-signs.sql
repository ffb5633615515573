WITH own AS (
  SELECT *, coalesce(date, CAST(from_at AS DATE)) AS day FROM "signs" WHERE kind = 'spreadsheet-middleware' AND outcome IN ('undocumented-join', 'missing-backend-state', 'typed-over', 'formula-fault')
), totals AS (
  SELECT "outcome", "subject_type", "subject", count(*) AS signs, sum(records) AS records, sum(abs(amount)) AS at_risk, count(amount) AS priced, count(DISTINCT coalesce(unit, '')) AS units,
    CAST(min(day) AS VARCHAR) AS onset, CAST(max(day) AS VARCHAR) AS latest
  FROM own GROUP BY "outcome", "subject_type", "subject"
), by_unit AS (
  SELECT "outcome", "subject_type", "subject", unit, sum(records) AS records, row_number() OVER (PARTITION BY "outcome", "subject_type", "subject" ORDER BY sum(records) DESC, unit) AS place
  FROM own WHERE unit IS NOT NULL GROUP BY "outcome", "subject_type", "subject", unit
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY "outcome", "subject_type", "subject" ORDER BY abs(coalesce(amount, 0)) DESC, records DESC, fingerprint) AS place FROM own
), samples AS (
  SELECT "outcome", "subject_type", "subject", string_agg('{"fingerprint":' || coalesce(CAST(to_json(CAST("fingerprint" AS VARCHAR)) AS VARCHAR), 'null') || ',"dataset":' || coalesce(CAST(to_json(CAST("dataset" AS VARCHAR)) AS VARCHAR), 'null') || ',"key":' || coalesce(CAST(to_json(CAST("key" AS VARCHAR)) AS VARCHAR), 'null') || ',"other_key":' || coalesce(CAST(to_json(CAST("other_key" AS VARCHAR)) AS VARCHAR), 'null') || ',"field":' || coalesce(CAST(to_json(CAST("field" AS VARCHAR)) AS VARCHAR), 'null') || ',"value":' || coalesce(CAST(to_json(CAST("value" AS VARCHAR)) AS VARCHAR), 'null') || ',"other_value":' || coalesce(CAST(to_json(CAST("other_value" AS VARCHAR)) AS VARCHAR), 'null') || ',"amount":' || coalesce(CAST(to_json(CAST("amount" AS VARCHAR)) AS VARCHAR), 'null') || ',"unit":' || coalesce(CAST(to_json(CAST("unit" AS VARCHAR)) AS VARCHAR), 'null') || ',"day":' || coalesce(CAST(to_json(CAST("day" AS VARCHAR)) AS VARCHAR), 'null') || ',"detail":' || coalesce(CAST(to_json(CAST("detail" AS VARCHAR)) AS VARCHAR), 'null') || '}', ',' ORDER BY place) AS samples FROM ranked WHERE place <= 10 GROUP BY "outcome", "subject_type", "subject"
)
SELECT t.*, u.unit AS top_unit, u.records AS top_records, '[' || s.samples || ']' AS samples, left(sha256('spreadsheet-middleware|' || t.outcome || '|' || t.subject_type || '|' || t.subject), 16) AS fingerprint
FROM totals AS t
LEFT JOIN by_unit AS u ON ("u"."outcome" = "t"."outcome" AND "u"."subject_type" = "t"."subject_type" AND "u"."subject" = "t"."subject") AND u.place = 1
JOIN samples AS s ON ("s"."outcome" = "t"."outcome" AND "s"."subject_type" = "t"."subject_type" AND "s"."subject" = "t"."subject")
ORDER BY "t"."outcome", "t"."subject_type", "t"."subject"
