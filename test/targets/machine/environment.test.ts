import { expect, test } from 'vitest';
import { legEnvironment } from '../../../targets/machine/environment.ts';

test('a leg gets what it needs, and its own settings', () => {
  const needed = {
    PATH: '/bin',
    HOME: '/home/a',
    TMPDIR: '/t',
    JAVA_HOME: '/jdk',
    TZ: 'Europe/Berlin',
    COURANT_CACHE: '/c',
    NODE_DEBUG: 'courant:exec',
  };
  expect(legEnvironment(needed)).toMatchObject(needed);
});

test.each([
  '_JAVA_OPTIONS',
  'JAVA_TOOL_OPTIONS',
  'JDK_JAVA_OPTIONS',
  'CLASSPATH',
  'NODE_OPTIONS',
  'NODE_PATH',
  'SPARK_LOCAL_DIRS',
  'SPARK_CONF_DIR',
  'HADOOP_CONF_DIR',
  'KAFKA_OPTS',
  'HTTPS_PROXY',
])('%s of the caller reaches no leg', (name) => {
  expect(Object.keys(legEnvironment({ [name]: 'x' }))).not.toContain(name);
});

test.each([
  [{}],
  [{ LC_ALL: 'C' }],
  [{ LC_ALL: 'POSIX', LANG: 'C' }],
  [{ LC_CTYPE: 'de_DE.ISO-8859-1', LANGUAGE: 'de' }],
])('with %j of the caller a leg speaks UTF-8', (caller) => {
  const { LC_ALL, ...rest } = legEnvironment(caller);
  expect(LC_ALL).toMatch(/\.UTF-8$/);
  expect(rest).toEqual({});
});
