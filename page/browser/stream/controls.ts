/** What can be changed from here: a POST each. */
import { tokenHeader } from '../../live.ts';
import type { Controls } from '../../live.ts';

/** @throws with the server's own words where it refuses */
export async function control<Name extends keyof Controls>(
  token: string,
  name: Name,
  body: Controls[Name],
): Promise<void> {
  const response = await fetch(`/api/${name}`, {
    method: 'POST',
    headers: { [tokenHeader]: token, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await refusalOf(response));
}

async function refusalOf(response: Response): Promise<string> {
  const unreadable = { error: { message: `the page's server answered ${response.status}` } };
  const { error } = (await response.json().catch(() => unreadable)) as {
    error: { message: string; hint?: string | null };
  };
  return typeof error.hint === 'string' ? `${error.message}: ${error.hint}` : error.message;
}
