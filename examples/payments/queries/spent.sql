-- What is paid in each currency in every 5 seconds.
SELECT
  currency               AS key,
  window.start           AS window_start,
  window.end             AS window_end,
  count(*)               AS n,
  round(sum(amount), 2)  AS spent,
  max(amount)            AS largest
FROM readings WATERMARK event_time DELAY OF INTERVAL 10 SECONDS
GROUP BY currency, window(event_time, '5 seconds')
