import { engineContract } from './engine.contract.ts';

const windows = (seconds: number) => ({
  spark: `SELECT sensor AS key, window.start AS window_start, window.end AS window_end, count(*) AS n
FROM readings WATERMARK event_time DELAY OF INTERVAL 10 SECONDS
GROUP BY sensor, window(event_time, '${seconds} seconds')
`,
  flink: `-- courant: watermark=10s
SELECT sensor AS key, TUMBLE_START(event_time, INTERVAL '${seconds}' SECOND) AS window_start,
  TUMBLE_END(event_time, INTERVAL '${seconds}' SECOND) AS window_end, COUNT(*) AS n
FROM readings
GROUP BY sensor, TUMBLE(event_time, INTERVAL '${seconds}' SECOND)
`,
});

engineContract({
  engine: 'spark',
  hot: 'SELECT sensor AS key, event_time, value FROM readings WHERE value > 30\n',
  stats: windows(5).spark,
  statsEdited: windows(7).spark,
  broken: 'SELECT sensor AS key,\n  misspelled FROM readings\n',
});

engineContract({
  engine: 'flink',
  hot: 'SELECT sensor AS key, event_time, `value` FROM readings WHERE `value` > 30\n',
  stats: windows(5).flink,
  statsEdited: windows(7).flink,
  broken: 'SELECT sensor AS key,\n  misspelled FROM readings\n',
});
