/** The lines of a long text that say why: spark-submit prints its log and a stack around them. Pure. */

const mostLines = 3;
const longest = 500;
const isStack = /^(at |\.\.\. \d+ more)/;
/** Lines of a log that went well, as far as they went. */
const isNoise = /^(WARNING: |\d\d\/\d\d\/\d\d [\d:]+ (INFO|WARN)|Using Spark's default log4j)/;
const isReason = /Exception|Error|forbidden|denied|not found|refused/;

/** Lines that name a cause where there are such, else the first ones; each once. */
export function reasonLines(text: string): string[] {
  const lines = text
    .split('\n')
    .map((line) => line.trim().replace(/^Caused by: /, ''))
    .filter((line) => line !== '' && !isStack.test(line) && !isNoise.test(line));
  const reasons = lines.filter((line) => isReason.test(line));
  const told = (reasons.length > 0 ? reasons : lines).map(shortened);
  return [...new Set(told)].slice(0, mostLines);
}

/** What Kubernetes answered stands at the end, after the name of an exception and the address that was called. */
function shortened(line: string): string {
  const answer = /\bMessage: (.+?)(?:\. Received status: .*)?$/.exec(line)?.[1];
  return (answer ?? line).slice(0, longest);
}
