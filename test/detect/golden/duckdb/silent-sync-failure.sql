WITH totals AS (
  SELECT handoff, side, outcome, count(*) AS records, sum(abs(coalesce(difference, amount, 0))) AS at_risk, count(coalesce(difference, amount)) AS priced,
    sum(CAST(floor(confidence * 10000 + 0.005) AS BIGINT)) AS confidence, count(confidence) AS linked, sum(accepted) AS accepted, sum(review) AS review,
    CAST(min(date) AS VARCHAR) AS onset, CAST(max(date) AS VARCHAR) AS latest
  FROM "breaks" GROUP BY handoff, side, outcome
), by_unit AS (
  SELECT handoff, side, outcome, unit, count(*) AS records,
    row_number() OVER (PARTITION BY handoff, side, outcome ORDER BY count(*) DESC, unit) AS place
  FROM "breaks" WHERE unit IS NOT NULL GROUP BY handoff, side, outcome, unit
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY handoff, side, outcome ORDER BY abs(coalesce(difference, amount, 0)) DESC, fingerprint) AS place FROM "breaks"
), samples AS (
  SELECT handoff, side, outcome, string_agg('{"fingerprint":' || coalesce(CAST(to_json(CAST("fingerprint" AS VARCHAR)) AS VARCHAR), 'null') || ',"reason":' || coalesce(CAST(to_json(CAST("reason" AS VARCHAR)) AS VARCHAR), 'null') || ',"dataset":' || coalesce(CAST(to_json(CAST("dataset" AS VARCHAR)) AS VARCHAR), 'null') || ',"key":' || coalesce(CAST(to_json(CAST("key" AS VARCHAR)) AS VARCHAR), 'null') || ',"reference":' || coalesce(CAST(to_json(CAST("reference" AS VARCHAR)) AS VARCHAR), 'null') || ',"unit":' || coalesce(CAST(to_json(CAST("unit" AS VARCHAR)) AS VARCHAR), 'null') || ',"date":' || coalesce(CAST(to_json(CAST("date" AS VARCHAR)) AS VARCHAR), 'null') || ',"amount":' || coalesce(CAST(to_json(CAST("amount" AS VARCHAR)) AS VARCHAR), 'null') || ',"difference":' || coalesce(CAST(to_json(CAST("difference" AS VARCHAR)) AS VARCHAR), 'null') || ',"counterparts":' || coalesce(CAST(to_json(CAST("counterparts" AS VARCHAR)) AS VARCHAR), 'null') || ',"fields":' || coalesce(CAST(to_json(CAST("fields" AS VARCHAR)) AS VARCHAR), 'null') || '}', ',' ORDER BY place) AS samples
  FROM ranked WHERE place <= 10 GROUP BY handoff, side, outcome
)
SELECT t.*, u.unit AS top_unit, u.records AS top_records, '[' || s.samples || ']' AS samples,
  left(sha256('silent-sync-failure|' || t.handoff || '|' || t.outcome || '|' || t.side), 16) AS fingerprint
FROM totals AS t
LEFT JOIN by_unit AS u ON u.handoff = t.handoff AND u.side = t.side AND u.outcome = t.outcome AND u.place = 1
JOIN samples AS s ON s.handoff = t.handoff AND s.side = t.side AND s.outcome = t.outcome
ORDER BY t.handoff, t.side, t.outcome
