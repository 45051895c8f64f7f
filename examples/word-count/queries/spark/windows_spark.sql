-- How often each word came in every 5 seconds of event time.
SELECT
  word          AS key,
  window.start  AS window_start,
  window.end    AS window_end,
  count(*)      AS n
FROM readings WATERMARK event_time DELAY OF INTERVAL 10 SECONDS
GROUP BY word, window(event_time, '5 seconds')
