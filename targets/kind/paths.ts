/** Paths of a chain on kind, under `.courant/kind/` in the chain's folder: all data itself lies in the cluster. */
import { join } from 'node:path';
import { stateFolder } from '../../chain/names.ts';

export type KindPaths = Readonly<ReturnType<typeof kindPaths>>;

export function kindPaths(chainFolder: string) {
  const root = join(chainFolder, stateFolder, 'kind');
  return {
    root,
    /** What `up` made, and with which settings. */
    record: join(root, 'record.json'),
    /** The complete definition that was applied last. */
    definition: join(root, 'definition.json'),
    /** Credentials for the cluster: the user's own kubeconfig is never written. */
    kubeconfig: join(root, 'kubeconfig'),
    /** What the synth command wrote. */
    manifests: join(root, 'manifests'),
    /** Images on their way into the cluster. */
    archive: join(root, 'images.tar'),
    /** What kind, helm and docker printed. */
    log: join(root, 'tools.log'),
  };
}

/** The user's own kubeconfig and its context are never changed. */
export function exportLine(kubeconfig: string): string {
  const isPlain = /^[\w@%+=:,./-]+$/.test(kubeconfig);
  const quoted = `'${kubeconfig.replaceAll("'", `'\\''`)}'`;
  return `export KUBECONFIG=${isPlain ? kubeconfig : quoted}`;
}
