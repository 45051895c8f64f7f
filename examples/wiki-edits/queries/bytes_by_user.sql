-- By how many bytes each user changed the wikis in every 5 seconds. `user` and `bytes` are words of Flink's own.
-- courant: watermark=10s
SELECT
  `user`                                         AS key,
  TUMBLE_START(event_time, INTERVAL '5' SECOND)  AS window_start,
  TUMBLE_END(event_time, INTERVAL '5' SECOND)    AS window_end,
  COUNT(*)                                       AS n,
  CAST(SUM(`bytes`) AS BIGINT)                   AS changed
FROM readings
GROUP BY `user`, TUMBLE(event_time, INTERVAL '5' SECOND)
