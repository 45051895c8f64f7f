/**
 * Loaded before the program, by `--import`: with SIGUSR2 the process that does what the file `fault` names first runs into
 * what it names then, from where nobody catches it.
 */
import { readFileSync } from 'node:fs';

const faults = {
  throw: () => {
    setTimeout(() => {
      throw new Error('thrown on purpose');
    });
  },
  // In large pieces: the form that ends the whole process where it is a thread's.
  heap: () => {
    for (const kept = []; ;) kept.push(new Array(4e6).fill(1.5));
  },
  loop: () => {
    for (;;);
  },
};

if (['supervise', 'serve-page'].some((command) => process.argv.includes(command))) {
  process.on('SIGUSR2', () => {
    faults[readFileSync('fault', 'utf8')]();
  });
}
