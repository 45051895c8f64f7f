-- The same of the real feed: there an edit tells how long its page was and is, a new page only how long it is.
-- courant: watermark=10s
SELECT
  sensor                                             AS key,
  TUMBLE_START(event_time, INTERVAL '5' SECOND)      AS window_start,
  TUMBLE_END(event_time, INTERVAL '5' SECOND)        AS window_end,
  COUNT(*)                                           AS n,
  SUM(`length`.`new` - COALESCE(`length`.`old`, 0))  AS changed
FROM readings
WHERE `type` IN ('edit', 'new')
GROUP BY sensor, TUMBLE(event_time, INTERVAL '5' SECOND)
