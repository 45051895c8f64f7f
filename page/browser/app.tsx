/** The page as a whole. */
import { ChainGraph } from './graph/graph.tsx';
import { Announcer, Refusal } from './parts/announcer.tsx';
import { ControlsPanel } from './parts/controls.tsx';
import { DeadLetters } from './parts/deadLetters.tsx';
import { Header } from './parts/header.tsx';
import { History } from './parts/history.tsx';
import { ProofPanel } from './parts/proof.tsx';
import { Queries } from './parts/queries.tsx';
import { Rows } from './parts/rows.tsx';
import { Tour } from './parts/tour.tsx';
import { forgetRows } from './state/store.ts';

/** @param onRowsWanted another topic or key is to be read */
export function App({ onRowsWanted }: { readonly onRowsWanted: () => void }) {
  const onWanted = (): void => {
    forgetRows();
    onRowsWanted();
  };
  return (
    <>
      <a class="skip" href="#main">
        To the chain
      </a>
      <Header />
      <main id="main" tabIndex={-1}>
        <ChainGraph />
        <Queries />
        <History />
        <ProofPanel />
        <Rows onWanted={onWanted} />
        <DeadLetters />
        <Tour />
        <ControlsPanel />
      </main>
      <Announcer />
      <Refusal />
    </>
  );
}
