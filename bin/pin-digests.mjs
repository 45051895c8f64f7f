/**
 * `npm run pin-digests`: names the base images of both Dockerfiles by digest too, as their registries tell them now. Needs
 * docker with buildx and a way to the registries. Run it again when a tag was changed, and read the diff.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './build.mjs';

const { values } = parseArgs({ options: { folder: { type: 'string' } } });
const folder = resolve(values.folder ?? root);
const base = /^ARG BASE_IMAGE=([^@\s]+)(?:@\S+)?$/m;

const dockerfiles = ['generator/Dockerfile', 'spark/Dockerfile'].map((name) => {
  const path = join(folder, name);
  const text = readFileSync(path, 'utf8');
  const image = base.exec(text)?.[1];
  if (image === undefined) fail(`${name} has no line ARG BASE_IMAGE=…`);
  return { name, path, text, image };
});
// All are asked for before one is written.
const pinned = dockerfiles.map((dockerfile) => ({
  ...dockerfile,
  digest: digestOf(dockerfile.image),
}));
for (const { name, path, text, image, digest } of pinned) {
  writeFileSync(path, text.replace(base, `ARG BASE_IMAGE=${image}@${digest}`));
  console.log(`${name}: ${image}@${digest}`);
}

/** Digest of the list of platforms, so that every platform finds its own image behind it. */
function digestOf(image) {
  const { status, stdout, stderr, error } = spawnSync(
    'docker',
    ['buildx', 'imagetools', 'inspect', image, '--format', '{{.Manifest.Digest}}'],
    { encoding: 'utf8' },
  );
  if (error !== undefined)
    fail('"docker" is not on PATH', 'install it from https://docs.docker.com');
  const digest = stdout.trim();
  if (status === 0 && /^sha256:[0-9a-f]{64}$/.test(digest)) return digest;
  const seen = stderr.trim().split('\n').at(-1) ?? '';
  return fail(
    `the digest of "${image}" is not to be had: ${seen}`,
    'check the way to its registry',
  );
}

function fail(message, hint) {
  console.error(`error COURANT_TOOL_MISSING: ${message}\n  nothing was changed`);
  if (hint !== undefined) console.error(`  → ${hint}`);
  process.exit(3);
}
