/** The page's token: comes in the address's fragment, and must not stay where it is seen or copied. */

const kept = 'courant-token';
const inAddress = /^#([0-9a-f]{32})$/;

export function hasToken(): boolean {
  return inAddress.test(location.hash);
}

/** Takes it out of the address at once. `null`: the page was opened without one. */
export function takeToken(): string | null {
  const [, token] = inAddress.exec(location.hash) ?? [];
  if (location.hash !== '') history.replaceState(null, '', location.pathname);
  if (token !== undefined) sessionStorage.setItem(kept, token);
  return token ?? sessionStorage.getItem(kept);
}
