/**
 * `npm run pin-digests`: names the base images of the Dockerfiles by digest too, as their registries tell them now. Needs
 * docker with buildx and a way to the registries. Run it again when a tag was changed, and read the diff.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CourantError } from '../chain/errors.ts';
import { run } from './programs.ts';
import { root, runTool } from './tool.ts';

const base = /^ARG BASE_IMAGE=([^@\s]+)(?:@\S+)?$/m;

const help = `Names the base images of the Dockerfiles by digest too, as their registries tell them now.

  --folder FOLDER    that holds generator/ and spark/; default: the package
`;

await runTool(
  { name: 'pin-digests', help, options: { folder: { type: 'string' } } },
  async ({ values }) => {
    const pinned = [];
    // All are asked for before one is written.
    for (const name of ['generator/Dockerfile', 'spark/Dockerfile', 'flink/Dockerfile']) {
      const path = join(resolve(values.folder ?? root), name);
      pinned.push({ name, path, ...(await pinnedText(path)) });
    }
    for (const { name, path, text, image } of pinned) {
      await writeFile(path, text);
      process.stdout.write(`${name}: ${image}\n`);
    }
  },
);

/** The Dockerfile with the digest of its base, and that base. */
async function pinnedText(path: string): Promise<{ text: string; image: string }> {
  const text = await readFile(path, 'utf8');
  const image = base.exec(text)?.[1];
  if (image === undefined) throw unpinned(`${path} has no line ARG BASE_IMAGE=…`);
  const pinned = `${image}@${await digestOf(image)}`;
  return { text: text.replace(base, `ARG BASE_IMAGE=${pinned}`), image: pinned };
}

/** Digest of the list of platforms, so that every platform finds its own image behind it. */
async function digestOf(image: string): Promise<string> {
  const format = ['--format', '{{.Manifest.Digest}}'];
  const inspect = ['buildx', 'imagetools', 'inspect', image, ...format];
  const lines = await run(['docker', ...inspect], { isShown: false }).catch((error: unknown) => {
    if (!(error instanceof CourantError) || error.details.length === 0) throw error;
    return error.details;
  });
  const digest = lines.find((line) => /^sha256:[0-9a-f]{64}$/.test(line));
  if (digest !== undefined) return digest;
  throw unpinned(
    `the digest of "${image}" is not to be had: ${lines.at(-1) ?? ''}`,
    'check the way to its registry',
  );
}

function unpinned(message: string, hint?: string): CourantError {
  const left = 'nothing was changed';
  return new CourantError({ code: 'COURANT_TOOL_MISSING', message, left, hint });
}
