/** Long steps on stderr: what is being done, for how long, how it ended. */
import { formatDuration } from '../../chain/words/quantity.ts';
import type { Reporter, StepReport } from '../../targets/target.ts';
import type { Output } from './output.ts';
import { cut, cyan, dim, green, red } from './text.ts';
import type { Text } from './text.ts';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const redrawMs = 100;
/** Where there is no terminal, progress of one step is a line at most this often. */
const lineEveryMs = 5_000;

interface Step {
  readonly title: string;
  readonly startMs: number;
  detail: string;
  printedMs: number;
}

/** Steps that may overlap: on a terminal those under way stand at the bottom, finished ones scroll up. */
export class Steps implements Reporter {
  readonly #output: Output;
  readonly #running = new Set<Step>();
  #timer: NodeJS.Timeout | undefined;
  #drawn = 0;
  #frame = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  step(title: string): StepReport {
    const now = performance.now();
    const step: Step = { title, startMs: now, detail: '', printedMs: now };
    this.#running.add(step);
    this.#animate();
    return {
      progress: (detail) => {
        if (!this.#running.has(step) || detail === '') return;
        step.detail = detail;
        this.#tell(step);
      },
      done: (detail) => {
        this.#end(step, green('✓'), detail ?? '');
      },
      failed: (detail) => {
        this.#end(step, red('✗'), detail ?? '');
      },
    };
  }

  note(text: string): void {
    this.#print(text);
  }

  /** Ends the drawing; steps still under way are left as they are. */
  close(): void {
    this.#erase();
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#running.clear();
    this.#output.setLiveRegion(undefined);
  }

  #end(step: Step, sign: Text, detail: string): void {
    if (!this.#running.delete(step)) return;
    const took = formatDuration(performance.now() - step.startMs);
    this.#print([sign, ` ${step.title}`, detail === '' ? '' : `: ${detail}`, dim(`  ${took}`)]);
    if (this.#running.size === 0) this.close();
  }

  #tell(step: Step): void {
    if (this.#output.isTerminal('stderr') || performance.now() - step.printedMs < lineEveryMs)
      return;
    step.printedMs = performance.now();
    this.#print(`  ${step.title}: ${step.detail}`);
  }

  #print(text: Text): void {
    this.#output.note(text);
  }

  #animate(): void {
    if (!this.#output.isTerminal('stderr') || this.#timer !== undefined) return;
    this.#output.setLiveRegion((print) => {
      this.#erase();
      print();
      this.#draw();
    });
    this.#timer = setInterval(() => {
      this.#frame += 1;
      this.#erase();
      this.#draw();
    }, redrawMs);
    this.#timer.unref();
  }

  #draw(): void {
    const width = this.#output.width('stderr') - 1;
    for (const step of this.#running) {
      const took = formatDuration(performance.now() - step.startMs);
      const detail = step.detail === '' ? '' : `: ${step.detail}`;
      const room = width - took.length - 5;
      const line = [
        cyan(frames[this.#frame % frames.length] ?? ''),
        ` ${cut(`${step.title}${detail}`, room)}`,
        dim(`  ${took}`),
      ];
      this.#output.drawStderr(`${this.#output.painted(line, 'stderr')}\n`);
      this.#drawn += 1;
    }
  }

  /** The terminal may have put a `^C` where the cursor stands. */
  #erase(): void {
    if (this.#drawn > 0) this.#output.drawStderr(`\r\u001b[${this.#drawn}A\u001b[0J`);
    this.#drawn = 0;
  }
}
