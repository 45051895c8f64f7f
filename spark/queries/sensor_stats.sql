-- How each sensor fared in every 5 seconds of event time.
-- A reading may arrive 10 seconds late: that is longer than any pause of a healthy generator, and short
-- enough that the state of closed windows stays small.
SELECT
  sensor            AS key,
  window.start      AS window_start,
  window.end        AS window_end,
  count(*)          AS n,
  avg(value)        AS average,
  min(value)        AS minimum,
  max(value)        AS maximum
FROM readings WATERMARK event_time DELAY OF INTERVAL 10 SECONDS
GROUP BY sensor, window(event_time, '5 seconds')
