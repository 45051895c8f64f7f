/** The page as a whole. */
import { ChainGraph } from './graph/graph.tsx';
import { Header } from './parts/header.tsx';
import { ProofPanel } from './parts/proof.tsx';
import { Queries } from './parts/queries.tsx';

export function App(_parts: { readonly onRowsWanted: () => void }) {
  return (
    <>
      <a class="skip" href="#chain-title">
        To the chain
      </a>
      <Header />
      <main>
        <ChainGraph />
        <Queries />
        <ProofPanel />
      </main>
    </>
  );
}
