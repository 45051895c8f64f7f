import { expect, test } from 'vitest';
import { CourantError } from '../../../chain/errors.ts';
import { isAboutCertificate } from '../../../generator/awayNotice.ts';
import { judge } from '../../../generator/lanes/rejection.ts';

test('what was seen lies at the bottom of what was thrown: liveness looks for a refused certificate', () => {
  const refused = new Error('self-signed certificate in certificate chain');
  const unreachable = new CourantError({
    code: 'COURANT_KAFKA_UNREACHABLE',
    message: 'Kafka at kafka:9093 could not be reached while connecting',
    cause: new Error('Connection error', { cause: refused }),
  });
  const { verdict, seen } = judge(unreachable);
  expect([verdict, seen]).toEqual(['again', refused.message]);
  expect(isAboutCertificate(seen)).toBe(true);
});
