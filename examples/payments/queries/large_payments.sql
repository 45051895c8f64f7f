-- Every payment above 1,000, at once: an alert must not wait for a window to close.
SELECT
  account AS key,
  event_time,
  payment,
  amount,
  currency,
  method,
  shop
FROM readings
WHERE amount > 1000
