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

/** What of a kind-config.yaml is looked at. */
export interface KindConfig {
  readonly nodes?: readonly {
    readonly image?: string;
    readonly role?: string;
    readonly extraPortMappings?: readonly {
      readonly hostPort?: number;
      readonly listenAddress?: string;
      readonly protocol?: string;
    }[];
  }[];
  readonly networking?: { readonly apiServerPort?: number; readonly apiServerAddress?: string };
}

export interface WantedPort {
  readonly port: number;
  readonly address: string;
}

/** TCP ports that the cluster will listen on; where the config names none, or 0, kind takes one that is free. */
export function portsOf(config: KindConfig | null): WantedPort[] {
  const { nodes = [], networking = {} } = config ?? {};
  const mapped = nodes
    .flatMap(({ extraPortMappings = [] }) => extraPortMappings)
    .filter(({ protocol = 'TCP' }) => protocol.toUpperCase() === 'TCP')
    .map(({ hostPort = 0, listenAddress }) => ({
      port: hostPort,
      address: listenAddress ?? '0.0.0.0',
    }));
  const { apiServerPort = 0, apiServerAddress = '127.0.0.1' } = networking;
  return [...mapped, { port: apiServerPort, address: apiServerAddress }].filter(
    ({ port }) => port > 0,
  );
}
