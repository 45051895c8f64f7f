-- Every temperature above 30 °C, at once: an alert must not wait for a window to close.
-- Readings in another unit are left alone rather than compared wrongly.
SELECT
  sensor AS key,
  event_time,
  `value`,
  unit
FROM readings
WHERE kind = 'temperature'
  AND unit = 'Cel'
  AND `value` > 30
