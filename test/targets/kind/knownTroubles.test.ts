import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hintFor, knownTroubles, reasonLines } from '../../../targets/kind/knownTroubles.ts';

const page = readFileSync('docs/troubleshooting.md', 'utf8');

/** Each section holds the message as users see it, in a fenced block right after its title. */
function sections(): Map<string, string> {
  const found = [...page.matchAll(/^### .*<a id="([\w-]+)"><\/a>\n+```\n([\s\S]*?)```/gm)];
  return new Map(found.map(([, id = '', message = '']) => [id, message]));
}

test('docs/troubleshooting.md explains exactly what is recognised', () => {
  expect([...sections().keys()].sort()).toEqual(knownTroubles.map(({ id }) => id).sort());
});

test.each([...sections()])('the message of %s leads to its own hint', (id, message) => {
  expect(hintFor(message)).toBe(knownTroubles.find((known) => known.id === id)?.hint);
});

test('what is not known has no hint', () => {
  expect(hintFor('all is well')).toBeUndefined();
});

/** As the Spark operator 2.5.2 wrote it, shortened in the middle. */
const submission = `failed to submit spark application: failed to run spark-submit: WARNING: Using incubator modules: jdk.incubator.vector
26/11/25 00:27:51 WARN NativeCodeLoader: Unable to load native-hadoop library for your platform
Using Spark's default log4j profile: org/apache/spark/log4j2-defaults.properties
26/11/25 00:27:58 INFO SslContext: Default SSL endpoint verification has been disabled
Exception in thread "main" io.fabric8.kubernetes.client.KubernetesClientException: Failure executing: PATCH at: https://10.96.0.1:443/apis/x. Message: networkpolicies.networking.k8s.io "q-policy" is forbidden: User "u" cannot patch. Received status: Status(apiVersion=v1, code=403).
\tat io.fabric8.kubernetes.client.KubernetesClientException.copyAsCause(KubernetesClientException.java:205)
\t... 3 more
Caused by: io.fabric8.kubernetes.client.KubernetesClientException: Failure executing: PATCH at: https://10.96.0.1:443/apis/x. Message: networkpolicies.networking.k8s.io "q-policy" is forbidden: User "u" cannot patch. Received status: Status(apiVersion=v1, code=403).
\tat java.base/java.lang.Thread.run(Thread.java:840)`;

test('of a failed submission the answer of Kubernetes is told, once', () => {
  expect(reasonLines(submission)).toEqual([
    'networkpolicies.networking.k8s.io "q-policy" is forbidden: User "u" cannot patch',
  ]);
});

test('a text without a named cause is told by its first lines', () => {
  expect(reasonLines('one\n\ntwo\nthree\nfour')).toEqual(['one', 'two', 'three']);
  expect(reasonLines('')).toEqual([]);
});
