/** What the chain says of itself: `courant status -o json`. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';

/** What is read here of a status. */
export interface Status {
  readonly generator: { readonly replicas: number };
  readonly kafka: { readonly state: string; readonly bootstrapServers: readonly string[] };
  readonly queries: readonly {
    readonly name: string;
    readonly state: string;
    readonly rowsRead: number;
    readonly lagRows: number | null;
    readonly error: { readonly message: string } | null;
  }[];
}

/** Why a program of this folder ends, with courant's own exit codes. */
export class Failure extends Error {
  readonly exitCode: number;
  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

// In a clone of courant the command is two folders up; elsewhere npm has it on the path.
const ofClone = '../../bin/courant.mjs';
const [command, ...before] = existsSync(ofClone) ? [process.execPath, ofClone] : ['courant'];

/** @throws Failure where the chain does not run, or with the exit code and the words of the command */
export async function readStatus(): Promise<Status> {
  const status = await askStatus();
  // On a busy machine it may not answer once in a while: whoever waits asks again.
  if (['running', 'unreachable'].includes(status.kafka.state)) return status;
  throw new Failure(3, `Kafka is ${status.kafka.state}\n  → start the chain: npx courant up`);
}

function askStatus(): Promise<Status> {
  return new Promise((resolve, reject) => {
    execFile(command, [...before, 'status', '-o', 'json'], (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : 3;
      if (error === null) resolve(JSON.parse(stdout) as Status);
      else reject(new Failure(code, stderr.trim() || error.message));
    });
  });
}

/** Runs a program to its end and ends the process with its exit code. */
export async function main(program: () => Promise<void>): Promise<void> {
  try {
    await program();
  } catch (error) {
    console.error(error instanceof Failure ? error.message : error);
    process.exitCode = error instanceof Failure ? error.exitCode : 1;
  }
}
