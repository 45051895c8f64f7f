import { expect, test } from 'vitest';
import { Health } from '../../../generator/container/health.ts';

const time = '2026-01-01T00:00:00Z';
const bootstrapServers = ['kafka:9093'];

function healthAt() {
  const clock = { ms: 0, nowMs: () => clock.ms };
  const health = new Health(clock);
  const unreachable = (seen: string): void => {
    health.follow({ level: 'warn', event: 'broker_unreachable', bootstrapServers, seen, time });
  };
  return { clock, health, unreachable };
}

test('a certificate that is refused for three minutes ends the container, a broker that is away never', () => {
  const { clock, health, unreachable } = healthAt();
  unreachable('connect ECONNREFUSED 10.0.0.7:9093');
  clock.ms = 3_600_000;
  expect(health.whyNotAlive()).toBeUndefined();
  unreachable('self-signed certificate in certificate chain');
  clock.ms += 179_000;
  unreachable('self-signed certificate in certificate chain');
  expect(health.whyNotAlive()).toBeUndefined();
  clock.ms += 1_000;
  expect(health.whyNotAlive()).toBe(
    "the broker's certificate is refused for 3m: self-signed certificate in certificate chain",
  );
});

test.each(['it is trusted in the end', 'the broker goes away meanwhile'])(
  '%s: it lives',
  (what) => {
    const { clock, health, unreachable } = healthAt();
    unreachable('certificate has expired');
    if (what === 'the broker goes away meanwhile')
      unreachable('connect ECONNREFUSED 10.0.0.7:9093');
    else health.follow({ level: 'info', event: 'broker_back', afterMs: 5, time });
    clock.ms = 600_000;
    expect(health.whyNotAlive()).toBeUndefined();
  },
);
