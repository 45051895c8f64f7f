/** Versions, and what a node image needs of its host. Pure. */

/** The first `1.2.3` in a text; `undefined` where there is none. */
export function versionIn(text: string): string | undefined {
  // helm built without a tag says 3.19.
  return /\bv?(\d+\.\d+(?:\.\d+)?)/.exec(text)?.[1];
}

export function isAtLeast(version: string, minimum: string): boolean {
  const [a, b] = [version, minimum].map((text) => text.split('.').map(Number));
  for (let place = 0; place < 3; place += 1) {
    const [found, least] = [a?.[place] ?? 0, b?.[place] ?? 0];
    if (found !== least) return found > least;
  }
  return true;
}

/**
 * Why a node of this image cannot run on this host: from Kubernetes 1.35 the kubelet refuses cgroup v1
 * (kubernetes/kubernetes#134298).
 */
export function nodeProblem(image: string, cgroup: string): string | undefined {
  const version = versionIn(/:([^@]+)/.exec(image)?.[1] ?? '');
  if (cgroup !== '1' || version === undefined || !isAtLeast(version, '1.35')) return undefined;
  return `${image.split('@')[0]} on a host with cgroup v1`;
}
