-- How often each word came since the start. Every new count of a word is a row; the last one counts.
SELECT
  word      AS key,
  count(*)  AS n
FROM readings
GROUP BY word
