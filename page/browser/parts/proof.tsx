/** The proof: the law hop by hop, what is open, and when it last held. */
import { verdictLine } from '../../../verify/render.ts';
import type { VerifyResult } from '../../../verify/result.ts';
import { act, busy } from '../state/actions.ts';
import { faultRows, lawOf } from '../state/law.ts';
import type { Hop } from '../state/law.ts';
import { isStale, lastProvenMs, lastResult, lastSoFarMs, live, proof } from '../state/store.ts';
import { clock, duration, whole } from '../state/words.ts';

const verdicts = {
  proven: { sign: '✓', tone: 'proven' },
  provenSoFar: { sign: '◐', tone: 'so-far' },
  notProven: { sign: '✕', tone: 'not-proven' },
} as const;

export function ProofPanel() {
  const result = lastResult.value?.result ?? null;
  return (
    <section class="panel proof" aria-labelledby="proof-title">
      <div class="title-row">
        <h2 id="proof-title">The proof</h2>
        <ProveButton />
      </div>
      <UnderWay />
      {result === null ? (
        <p class="quiet">Nothing was proven since this page was opened. It takes a few seconds.</p>
      ) : (
        <Verdict result={result} />
      )}
    </section>
  );
}

function ProveButton() {
  const isRunning = proof.value?.state === 'running' || busy.value.has('prove');
  return (
    <button
      type="button"
      class="main"
      aria-disabled={isRunning || isStale.value}
      onClick={() => {
        if (!isRunning && !isStale.value) void act('prove', {});
      }}
    >
      {isRunning ? 'Proving …' : 'Prove now'}
    </button>
  );
}

function UnderWay() {
  const told = proof.value;
  if (told?.state === 'running') {
    return <p class="under-way">{told.detail ?? 'reading what each leg reported'}</p>;
  }
  if (told?.state !== 'failed') return null;
  return (
    <p class="error">The proof could not be made: {told.detail ?? 'the reason is not known'}</p>
  );
}

function Verdict({ result }: { readonly result: VerifyResult }) {
  const { sign, tone } = verdicts[result.verdict];
  return (
    <>
      <p class={`verdict ${tone}`}>
        <span aria-hidden="true">{sign}</span> {verdictLine(result)}
      </p>
      <p class="quiet">{whenText()}</p>
      <Law result={result} />
      <Faults result={result} />
      <Open result={result} />
    </>
  );
}

function whenText(): string {
  const { value: told } = lastResult;
  if (told === null) return '';
  const nowMs = live.value?.point.atMs ?? told.atMs;
  const ago = (atMs: number): string =>
    nowMs - atMs < 1_000 ? 'just now' : `${clock(atMs)}, ${duration(nowMs - atMs)} ago`;
  const last = {
    proven: lastProvenMs.value,
    'proven so far': lastSoFarMs.value,
    judged: told.atMs,
  };
  const times = Object.entries(last).flatMap(([word, atMs]) =>
    atMs === null || (word === 'judged' && told.result?.ok === true)
      ? []
      : [`${word} ${ago(atMs)}`],
  );
  const never = last.proven === null ? ['not proven whole since this page was opened'] : [];
  return `last: ${[...times, ...never].join(' · ')}`;
}

function Law({ result }: { readonly result: VerifyResult }) {
  return (
    <div class="law">
      {lawOf(result).map(({ name, hops }) => (
        <div key={name} class="hops">
          <h3>{name}</h3>
          {hops.map((hop) => (
            <HopLine key={hop.left} hop={hop} />
          ))}
        </div>
      ))}
    </div>
  );
}

const spoken = { '=': 'equals', '≠': 'does not equal', '?': 'cannot be compared with' } as const;

function HopLine({ hop }: { readonly hop: Hop }) {
  const { left, sign, right, asides } = hop;
  return (
    <p class="hop">
      <span>{left}</span>{' '}
      <b class={sign === '=' ? 'holds' : sign === '≠' ? 'breaks' : 'open'}>
        <span aria-hidden="true">{sign}</span>
        <span class="unseen">{spoken[sign]}</span>
      </b>{' '}
      <span>{right}</span>
      {asides.map((aside) => (
        <small key={aside}> {aside}</small>
      ))}
    </p>
  );
}

function Faults({ result }: { readonly result: VerifyResult }) {
  const rows = faultRows(result);
  if (rows.length === 0) return null;
  return (
    <table class="faults">
      <caption>Faults on purpose</caption>
      <thead>
        <tr>
          <th scope="col">kind</th>
          <th scope="col">injected</th>
          <th scope="col">found</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, injected, found }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{whole(injected)}</td>
            <td>
              <b class={injected === found ? 'holds' : 'breaks'}>
                {injected === found ? '=' : '≠'}
              </b>{' '}
              {whole(found)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Open({ result }: { readonly result: VerifyResult }) {
  const { problems, causes, notes } = result;
  const lines = [
    ...problems.map((text) => ({ kind: 'problem', text })),
    ...causes.map(({ sentence }) => ({ kind: 'so far', text: sentence })),
    ...notes.map((text) => ({ kind: 'note', text })),
  ];
  return (
    <ul class="open">
      {lines.map(({ kind, text }) => (
        <li key={kind + text} class={kind === 'problem' ? 'problem' : ''}>
          <b>{kind}:</b> {text}
        </li>
      ))}
    </ul>
  );
}
