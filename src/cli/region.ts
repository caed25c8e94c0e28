import { createLogUpdate } from 'log-update';
import { interval, merge, type Subscription } from 'rxjs';
import type { Activity } from './activity.js';
import { frameOf } from './frame.js';
import { paintFor } from './paint.js';
import type { Output, Shell } from './shell.js';

const EVERY = 200;
/** What some terminals without a size say is no size. */
const LEAST = { columns: 20, rows: 10 };
const USUAL = { columns: 80, rows: 24 };

/**
 * Draws a run at the end of the terminal, again and again over itself, until it is unsubscribed;
 * then nothing of it is left. The cursor is never hidden, so however the process ends, it is there.
 */
export function showRegion(shell: Shell, activity: Activity): Subscription {
  const region = new Region(shell);
  const subscription = merge(interval(EVERY, shell.scheduler), activity.changes$).subscribe(() => {
    region.draw(activity);
  });
  subscription.add(() => {
    region.end();
  });
  region.draw(activity);
  return subscription;
}

class Region {
  readonly #shell: Shell;
  readonly #screen: ReturnType<typeof screenOf>;
  readonly #log: ReturnType<typeof createLogUpdate>;
  readonly #restore: readonly (() => void)[];
  #lines = 0;
  /** Whether what others wrote stands on the line where the region would begin. */
  #isMidLine = false;

  constructor(shell: Shell) {
    const { stdout, stderr } = shell;
    this.#shell = shell;
    this.#screen = screenOf(stderr);
    this.#log = createLogUpdate(this.#screen as unknown as NodeJS.WritableStream, {
      showCursor: true,
    });
    const shown = stdout.isTTY === true ? [stdout, stderr] : [stderr];
    this.#restore = shown.map((output) => this.#writeAbove(output));
  }

  draw(activity: Activity): void {
    const { env, stderr } = this.#shell;
    const frame = frameOf(activity.snapshot(), this.#screen.columns, paintFor(env, stderr));
    // Between two frames of different length it leaves lines standing.
    if (frame.length !== this.#lines && this.#lines > 0) this.#log.clear();
    if (this.#isMidLine) this.#screen.write('\n');
    this.#isMidLine = false;
    this.#lines = frame.length;
    this.#log(frame.join('\n'));
  }

  end(): void {
    this.#clear();
    for (const restore of this.#restore) restore();
    if (this.#isMidLine) this.#screen.write('\n');
  }

  /** What work prints goes above the region, which is drawn anew with the next frame. */
  #writeAbove(output: Output): () => void {
    const { write } = output;
    output.write = (...args) => {
      this.#clear();
      this.#isMidLine = !endsLine(args[0]);
      return write.apply(output, args);
    };
    return () => {
      output.write = write;
    };
  }

  #clear(): void {
    if (this.#lines > 0) this.#log.clear();
    this.#lines = 0;
  }
}

/** Others write bytes, too. */
function endsLine(text: string | Uint8Array): boolean {
  return typeof text === 'string' ? text.endsWith('\n') : text.at(-1) === 10;
}

/** The terminal with a size that can be believed, and with its own `write`. */
function screenOf(output: Output) {
  const write = output.write.bind(output);
  return {
    isTTY: true,
    write: (text: string) => write(text, () => undefined),
    get columns() {
      const { columns = 0 } = output;
      return columns < LEAST.columns ? USUAL.columns : Math.min(columns, USUAL.columns);
    },
    get rows() {
      const { rows = 0 } = output;
      return rows < LEAST.rows ? USUAL.rows : rows;
    },
  };
}
