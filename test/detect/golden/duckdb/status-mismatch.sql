WITH mismatches AS (
  SELECT *, coalesce(rule, '') AS rule_id FROM "mismatches"
), totals AS (
  SELECT "lifecycle", "rule_id", "track", "outcome", CASE WHEN outcome IN ('unmapped-word', 'avoided-word', 'definition-differs') THEN sum(records) ELSE count(DISTINCT key) END AS records,
    count(*) AS mismatches, count(seconds) AS timed, sum(seconds) AS seconds, max(seconds) AS longest, sum(amount_days) AS amount_days, count(amount) AS priced,
    sum(CASE WHEN to_at IS NULL AND seconds IS NOT NULL THEN 1 ELSE 0 END) AS open,
    count(DISTINCT state) AS states, count(DISTINCT coalesce(other_state, '')) AS other_states, max(other_dataset) AS other_dataset,
    CAST(min(date) AS VARCHAR) AS onset, CAST(max(date) AS VARCHAR) AS latest
  FROM mismatches GROUP BY "lifecycle", "rule_id", "track", "outcome"
), priced AS (
  SELECT "lifecycle", "rule_id", "track", "outcome", sum(own) AS own, sum(linked) AS linked FROM (
    SELECT "lifecycle", "rule_id", "track", "outcome", key, max(amount) AS own, sum(amount) AS linked FROM (
      SELECT "lifecycle", "rule_id", "track", "outcome", key, other_key, max(amount) AS amount FROM mismatches GROUP BY "lifecycle", "rule_id", "track", "outcome", key, other_key
    ) AS pairs GROUP BY "lifecycle", "rule_id", "track", "outcome", key
  ) AS keys GROUP BY "lifecycle", "rule_id", "track", "outcome"
), by_unit AS (
  SELECT "lifecycle", "rule_id", "track", "outcome", unit, records, row_number() OVER (PARTITION BY "lifecycle", "rule_id", "track", "outcome" ORDER BY records DESC, unit) AS place FROM (
    SELECT "lifecycle", "rule_id", "track", "outcome", unit, count(DISTINCT key) AS records FROM mismatches WHERE unit IS NOT NULL AND outcome NOT IN ('unmapped-word', 'avoided-word', 'definition-differs') GROUP BY "lifecycle", "rule_id", "track", "outcome", unit
  ) AS units
), by_state AS (
  SELECT "lifecycle", "rule_id", "track", "outcome", state, other_state, row_number() OVER (PARTITION BY "lifecycle", "rule_id", "track", "outcome" ORDER BY count(*) DESC, state, other_state) AS place
  FROM mismatches GROUP BY "lifecycle", "rule_id", "track", "outcome", state, other_state
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY "lifecycle", "rule_id", "track", "outcome" ORDER BY coalesce(amount, 0) DESC, coalesce(seconds, records) DESC, fingerprint) AS place FROM mismatches
), samples AS (
  SELECT "lifecycle", "rule_id", "track", "outcome", string_agg('{"fingerprint":' || coalesce(CAST(to_json(CAST("fingerprint" AS VARCHAR)) AS VARCHAR), 'null') || ',"dataset":' || coalesce(CAST(to_json(CAST("dataset" AS VARCHAR)) AS VARCHAR), 'null') || ',"key":' || coalesce(CAST(to_json(CAST("key" AS VARCHAR)) AS VARCHAR), 'null') || ',"other_dataset":' || coalesce(CAST(to_json(CAST("other_dataset" AS VARCHAR)) AS VARCHAR), 'null') || ',"other_key":' || coalesce(CAST(to_json(CAST("other_key" AS VARCHAR)) AS VARCHAR), 'null') || ',"state":' || coalesce(CAST(to_json(CAST("state" AS VARCHAR)) AS VARCHAR), 'null') || ',"other_state":' || coalesce(CAST(to_json(CAST("other_state" AS VARCHAR)) AS VARCHAR), 'null') || ',"from_at":' || coalesce(CAST(to_json(CAST("from_at" AS VARCHAR)) AS VARCHAR), 'null') || ',"due_at":' || coalesce(CAST(to_json(CAST("due_at" AS VARCHAR)) AS VARCHAR), 'null') || ',"to_at":' || coalesce(CAST(to_json(CAST("to_at" AS VARCHAR)) AS VARCHAR), 'null') || ',"from_earliest":' || coalesce(CAST(to_json(CAST("from_earliest" AS VARCHAR)) AS VARCHAR), 'null') || ',"to_latest":' || coalesce(CAST(to_json(CAST("to_latest" AS VARCHAR)) AS VARCHAR), 'null') || ',"seconds":' || coalesce(CAST(to_json(CAST("seconds" AS VARCHAR)) AS VARCHAR), 'null') || ',"amount":' || coalesce(CAST(to_json(CAST("amount" AS VARCHAR)) AS VARCHAR), 'null') || ',"amount_days":' || coalesce(CAST(to_json(CAST("amount_days" AS VARCHAR)) AS VARCHAR), 'null') || ',"unit":' || coalesce(CAST(to_json(CAST("unit" AS VARCHAR)) AS VARCHAR), 'null') || ',"date":' || coalesce(CAST(to_json(CAST("date" AS VARCHAR)) AS VARCHAR), 'null') || ',"actor":' || coalesce(CAST(to_json(CAST("actor" AS VARCHAR)) AS VARCHAR), 'null') || '}', ',' ORDER BY place) AS samples FROM ranked WHERE place <= 10 GROUP BY "lifecycle", "rule_id", "track", "outcome"
)
SELECT t.*, p.own, p.linked, u.unit AS top_unit, u.records AS top_records, b.state AS top_state, b.other_state AS top_other_state,
  '[' || s.samples || ']' AS samples, left(sha256('status-mismatch|' || t.lifecycle || '|' || t.rule_id || '|' || t.track || '|' || t.outcome), 16) AS fingerprint
FROM totals AS t
JOIN priced AS p ON ("p"."lifecycle" = "t"."lifecycle" AND "p"."rule_id" = "t"."rule_id" AND "p"."track" = "t"."track" AND "p"."outcome" = "t"."outcome")
LEFT JOIN by_unit AS u ON ("u"."lifecycle" = "t"."lifecycle" AND "u"."rule_id" = "t"."rule_id" AND "u"."track" = "t"."track" AND "u"."outcome" = "t"."outcome") AND u.place = 1
JOIN by_state AS b ON ("b"."lifecycle" = "t"."lifecycle" AND "b"."rule_id" = "t"."rule_id" AND "b"."track" = "t"."track" AND "b"."outcome" = "t"."outcome") AND b.place = 1
JOIN samples AS s ON ("s"."lifecycle" = "t"."lifecycle" AND "s"."rule_id" = "t"."rule_id" AND "s"."track" = "t"."track" AND "s"."outcome" = "t"."outcome")
ORDER BY "t"."lifecycle", "t"."rule_id", "t"."track", "t"."outcome"
