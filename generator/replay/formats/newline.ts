/** The first line break outside quotes says how all lines end. */
export function newlineOf(head: string, hasQuotes: boolean): '\n' | '\r' {
  let isQuoted = false;
  for (let at = 0; at < head.length; at += 1) {
    const char = head[at];
    if (char === '"' && hasQuotes) isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (char === '\n') return '\n';
    else if (char === '\r') return head[at + 1] === '\n' || at + 1 === head.length ? '\n' : '\r';
  }
  return '\n';
}
