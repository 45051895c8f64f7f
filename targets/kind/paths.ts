/** Paths of a chain on kind, under `.courant/kind/` in the chain's folder: all data itself lies in the cluster. */
import { join } from 'node:path';
import { stateFolder } from '../../chain/names.ts';

export interface KindPaths {
  readonly root: string;
  /** What `up` made, and with which settings. */
  readonly record: string;
  /** The complete definition that was applied last. */
  readonly definition: string;
  /** Credentials for the cluster: the user's own kubeconfig is never written. */
  readonly kubeconfig: string;
  /** What the synth command wrote. */
  readonly manifests: string;
  /** Images on their way into the cluster. */
  readonly archive: string;
  /** What kind, helm and docker printed. */
  readonly log: string;
}

export function kindPaths(chainFolder: string): KindPaths {
  const root = join(chainFolder, stateFolder, 'kind');
  return {
    root,
    record: join(root, 'record.json'),
    definition: join(root, 'definition.json'),
    kubeconfig: join(root, 'kubeconfig'),
    manifests: join(root, 'manifests'),
    archive: join(root, 'images.tar'),
    log: join(root, 'tools.log'),
  };
}

/** The user's own kubeconfig and its context are never changed. */
export function exportLine(kubeconfig: string): string {
  const isPlain = /^[\w@%+=:,./-]+$/.test(kubeconfig);
  const quoted = `'${kubeconfig.replaceAll("'", `'\\''`)}'`;
  return `export KUBECONFIG=${isPlain ? kubeconfig : quoted}`;
}
