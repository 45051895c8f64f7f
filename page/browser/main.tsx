/** Begins the page: takes the token, opens the stream, draws. */
import { render } from 'preact';
import { App } from './app.tsx';
import { setToken } from './state/actions.ts';
import { link, takeEvent, wantedKey, wantedTopic } from './state/store.ts';
import { Connection } from './stream/connection.ts';
import { hasToken, takeToken } from './stream/token.ts';

const token = takeToken();
const connection = new Connection({
  token: token ?? '',
  wanted: () => ({ topic: wantedTopic.value, key: wantedKey.value }),
  onEvent: takeEvent,
  onLink: (state) => {
    link.value = state;
  },
});

const page = document.querySelector('#page');
if (page !== null) {
  render(
    <App
      onRowsWanted={() => {
        connection.again();
      }}
    />,
    page,
  );
}

if (token === null) link.value = 'refused';
else {
  setToken(token);
  connection.start();
}

// Another address of the page in the same tab: what it holds is not for the address line.
window.addEventListener('hashchange', () => {
  if (hasToken()) location.reload();
});
