-- How often each word came in every 5 seconds of event time.
-- courant: watermark=10s
SELECT
  word                                           AS key,
  TUMBLE_START(event_time, INTERVAL '5' SECOND)  AS window_start,
  TUMBLE_END(event_time, INTERVAL '5' SECOND)    AS window_end,
  COUNT(*)                                       AS n
FROM readings
GROUP BY word, TUMBLE(event_time, INTERVAL '5' SECOND)
