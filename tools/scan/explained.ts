/** Findings of scanners that stay, each with the reason. `npm run scan` fails on any other, and on one that is found no more. */

/** What a scanner says of one object. */
export interface Finding {
  readonly scanner: 'kube-score' | 'checkov';
  /** In the scanner's own words. */
  readonly check: string;
  /** Kind and name. */
  readonly object: string;
  readonly profile: 'laptop' | 'production';
}

export interface Explained {
  readonly scanner: Finding['scanner'];
  readonly check: string;
  readonly objects: readonly string[];
  readonly profiles: readonly Finding['profile'][];
  readonly why: string;
}

const generator = ['Deployment sensors-generator'];
const both = ['laptop', 'production'] as const;

export const explained: readonly Explained[] = [
  {
    scanner: 'kube-score',
    check: "The NetworkPolicys selector doesn't match any pods",
    objects: ['kafka', 'entity-operator', 'queries-driver', 'queries-executor'].map(
      (pods) => `NetworkPolicy sensors-${pods}-flows`,
    ),
    profiles: both,
    why: 'their pods are made by the two operators and are in no file',
  },
  {
    scanner: 'kube-score',
    check: 'ImagePullPolicy is not set to Always',
    objects: generator,
    profiles: ['laptop'],
    why: "a laptop's images lie in no registry",
  },
  {
    scanner: 'checkov',
    check: 'CKV_K8S_15 Image Pull Policy should be Always',
    objects: generator,
    profiles: ['laptop'],
    why: "a laptop's images lie in no registry",
  },
  {
    scanner: 'checkov',
    check: 'CKV_K8S_43 Image should use digest',
    objects: generator,
    profiles: both,
    why: 'a digest is known once the image was built: images.generator takes one',
  },
];

/** Findings that nobody explained, and explanations that nothing was found for. */
export function compared(found: readonly Finding[]): { fresh: string[]; stale: string[] } {
  const known = explained.flatMap(({ scanner, check, objects, profiles }) =>
    profiles.flatMap((profile) =>
      objects.map((object) => inWords({ scanner, check, object, profile })),
    ),
  );
  const seen = found.map(inWords);
  return {
    fresh: seen.filter((finding) => !known.includes(finding)),
    stale: known.filter((finding) => !seen.includes(finding)),
  };
}

function inWords({ scanner, check, object, profile }: Finding): string {
  return `${scanner}, profile ${profile}: ${object}: ${check}`;
}
