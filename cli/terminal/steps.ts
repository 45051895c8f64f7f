/** Long steps on stderr: what is being done, for how long, how it ended. */
import { formatDuration } from '../../chain/words/quantity.ts';
import type { Reporter, StepReport } from '../../targets/target.ts';
import type { Output } from './output.ts';
import type { Screen } from './screen.ts';
import { cut, cyan, dim, green, red, widthOf } from './text.ts';
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
  readonly #screen: Screen | undefined;
  readonly #running = new Set<Step>();
  #timer: NodeJS.Timeout | undefined;
  #frame = 0;

  /** @param screen on stderr; `undefined` where that is no terminal */
  constructor(output: Output, screen: Screen | undefined) {
    this.#output = output;
    this.#screen = screen;
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
        this.#printProgress(step);
      },
      done: (detail) => {
        this.#end(step, green('✓'), detail ?? '');
      },
      failed: (detail) => {
        this.#end(step, red('✗'), detail ?? '');
      },
    };
  }

  note(text: Text): void {
    this.#screen?.clear();
    this.#output.note(text);
    this.#draw();
  }

  /** Ends the drawing; steps still under way are left as they are. */
  close(): void {
    this.#running.clear();
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#screen?.clear();
    this.#screen?.close();
  }

  #end(step: Step, sign: Text, detail: string): void {
    if (!this.#running.delete(step)) return;
    const took = formatDuration(performance.now() - step.startMs);
    this.note([sign, ` ${step.title}`, detail === '' ? '' : `: ${detail}`, dim(`  ${took}`)]);
    if (this.#running.size === 0) this.close();
  }

  /** On a terminal it is drawn anyway. */
  #printProgress(step: Step): void {
    const now = performance.now();
    if (this.#screen !== undefined || now - step.printedMs < lineEveryMs) return;
    step.printedMs = now;
    this.note(`  ${step.title}: ${step.detail}`);
  }

  #animate(): void {
    if (this.#screen === undefined || this.#timer !== undefined) return;
    this.#timer = setInterval(() => {
      this.#frame += 1;
      this.#draw();
    }, redrawMs);
    this.#timer.unref();
  }

  #draw(): void {
    if (this.#running.size > 0) this.#screen?.draw([...this.#running].map((s) => this.#line(s)));
  }

  #line({ title, detail, startMs }: Step): Text {
    const took = dim(`  ${formatDuration(performance.now() - startMs)}`);
    const sign = cyan(`${frames[this.#frame % frames.length]} `);
    const what = detail === '' ? title : `${title}: ${detail}`;
    const room = this.#output.width('stderr') - widthOf([sign, took]);
    return [sign, cut(what, room), took];
  }
}
