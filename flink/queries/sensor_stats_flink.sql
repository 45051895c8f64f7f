-- How each sensor fared in every 5 seconds of event time.
-- A reading may arrive 10 seconds late: that is longer than any pause of a healthy generator, and short
-- enough that the state of closed windows stays small.
-- courant: watermark=10s
SELECT
  sensor                                           AS key,
  TUMBLE_START(event_time, INTERVAL '5' SECOND)    AS window_start,
  TUMBLE_END(event_time, INTERVAL '5' SECOND)      AS window_end,
  COUNT(*)                                         AS n,
  AVG(`value`)                                     AS average,
  MIN(`value`)                                     AS minimum,
  MAX(`value`)                                     AS maximum
FROM readings
GROUP BY sensor, TUMBLE(event_time, INTERVAL '5' SECOND)
