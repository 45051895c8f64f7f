/** Pull policies of images. */

export type PullPolicy = 'Always' | 'IfNotPresent' | 'Never';

/** True where the image is named by its content, so that it can never change under its name. */
export function isPinned(image: string): boolean {
  return /@sha256:[0-9a-f]{64}$/.test(image);
}

/**
 * A laptop's images are put into its cluster from outside and lie in no registry. A tag in a registry can be moved, so
 * it is asked for each time; a digest never is.
 * @param isSideLoaded whether images are loaded into the nodes
 */
export function pullPolicy(image: string, isSideLoaded: boolean): PullPolicy {
  return isSideLoaded || isPinned(image) ? 'IfNotPresent' : 'Always';
}
