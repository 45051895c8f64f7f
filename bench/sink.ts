/**
 * `node bench/run.mjs sink [PORT]`: a broker that acknowledges every record and drops it, so that what is measured is the
 * client. One broker, `readings` with four partitions. Prints its address, and what it was sent each second; as a child
 * of another measurement it answers "count" instead.
 */
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { Answers } from './sink/answers.ts';
import { Tally } from './sink/topics.ts';
import { FrameReader } from './sink/wire.ts';

const host = '127.0.0.1';
const tally = new Tally();

const server = createServer({ noDelay: true }, (socket) => {
  const frames = new FrameReader();
  socket.on('error', () => socket.destroy());
  socket.on('data', (piece: Buffer) => {
    try {
      frames.push(piece, (frame) => {
        answer(socket, frame);
      });
    } catch (error) {
      console.error(error);
      socket.destroy();
    }
  });
});

let answers: Answers;
server.listen(Number(process.argv[2] ?? 0), host, () => {
  answers = new Answers({ host, port: port() }, tally);
  const address = `${host}:${port()}`;
  if (process.send === undefined) tell(address);
  else process.send({ address });
});
process.on('message', () => process.send?.(tally.count));
// Whoever started it is gone.
process.on('disconnect', () => process.exit());

function port(): number {
  return (server.address() as AddressInfo).port;
}

function answer(socket: Socket, frame: Buffer): void {
  const bytes = answers.to(frame);
  if (bytes !== undefined) socket.write(bytes);
}

function tell(address: string): void {
  console.log(JSON.stringify({ sink: address }));
  let before = tally.count;
  setInterval(() => {
    const { records, bytes } = tally.count;
    if (records > before.records) {
      const [more, moreBytes] = [records - before.records, bytes - before.bytes];
      console.log(JSON.stringify({ records: more, bytesARecord: Math.round(moreBytes / more) }));
    }
    before = tally.count;
  }, 1_000);
}
