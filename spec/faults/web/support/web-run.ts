import type { CDPSession, Page } from 'playwright-core';
import { LANES } from '../../support/targets.js';
import {
  DATABASE,
  type Found,
  type PageFaults,
  type Step,
  type ToldError,
  type WebTask,
} from './page-faults.js';
import { WebBrowser } from './web-browser.js';
import { within } from './within.js';

/** Records that the stores of a browser write at once, and one that waits. */
const WRITES = 16 + 1;

/** How a page ends: after so many steps, and so many turns of this loop later. */
export interface Ending {
  readonly how: 'kill' | 'crash' | 'close' | 'leave' | 'reload';
  readonly steps: number;
  readonly turns: number;
}

const ENDED = Symbol('ended');

export type WebPlan = Omit<WebTask, 'attempt' | 'size'>;

/** A page that has a run, and can be talked to. */
export interface TaskPage {
  readonly page: Page;
  readonly session: CDPSession;
}

/** A run in pages that end before it does, one after the other, and what must hold at each point. */
export class WebRun {
  /** How often it was ended. */
  ends = 0;
  /** Starts of work beyond the first. */
  again = 0;
  readonly problems: string[] = [];
  readonly steps: Step[] = [];
  #browser: WebBrowser | undefined;
  #attempts = 0;
  #largest = 0;
  #heard: (() => void) | undefined;
  readonly #profile: string;
  readonly #url: string;
  readonly #plan: WebPlan;

  constructor(profile: string, url: string, plan: WebPlan) {
    this.#profile = profile;
    this.#url = url;
    this.#plan = plan;
  }

  /** Runs until the page is ended, or the run has; says whether it has completed. */
  async attempt(size: number, ending?: Ending): Promise<boolean> {
    const task = this.task(size);
    const opened = await this.open();
    if (task.attempt > 0) await this.look(opened.page);
    let isOver = false;
    let isEnding = false;
    // For another reason than this run's, there would be nothing more to wait for.
    const gone = new Promise<ToldError>((resolve) => {
      for (const name of ['crash', 'close'] as const) {
        opened.page.once(name as 'close', () => {
          if (!isEnding && !isOver) resolve({ name, message: 'the page is gone', fields: {} });
        });
      }
    });
    const over = Promise.race([this.run(opened.page, task), gone]).then((outcome) => {
      isOver = true;
      return outcome;
    });
    const ended = async ({ how, steps, turns }: Ending) => {
      await this.reached(steps);
      for (let left = turns; left > 0; left--) await new Promise((next) => setImmediate(next));
      // Else it would hit the page that comes after.
      if (isOver) return over;
      isEnding = true;
      await this.#end(opened, how);
      return ENDED;
    };
    const where = `attempt ${task.attempt}, to end by ${JSON.stringify(ending ?? 'itself')}`;
    const either = async () => {
      if (ending === undefined) return over;
      const ends = ended(ending);
      const first = await Promise.race([over, ends]);
      // It may complete while it is being ended, which must be over before another page opens.
      return isEnding ? ends : first;
    };
    const outcome = await within(where, either());
    this.#heard = undefined;
    if (outcome === ENDED) this.ends++;
    else if (outcome !== undefined) this.problems.push(`${where}: ${JSON.stringify(outcome)}`);
    if (outcome === undefined) await within('the page closes', opened.page.close());
    return outcome === undefined;
  }

  /** What the next page is to do. */
  task(size: number): WebTask {
    this.#largest = Math.max(this.#largest, size);
    return { ...this.#plan, attempt: this.#attempts++, size };
  }

  /** A page that tells of its steps. */
  async open(): Promise<TaskPage> {
    this.#browser ??= await WebBrowser.launch(this.#profile);
    const page = await within('a page opens', this.#browser.page('about:blank'));
    page.on('pageerror', (error) => this.problems.push(`uncaught: ${String(error)}`));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.problems.push(message.text());
    });
    const session = await page.context().newCDPSession(page);
    // Cheaper than a binding of Playwright, which would be heard long after the page went on.
    session.on('Runtime.bindingCalled', ({ payload }) => {
      this.steps.push(JSON.parse(payload) as Step);
      this.#heard?.();
    });
    await session.send('Runtime.enable');
    await session.send('Runtime.addBinding', { name: 'report' });
    await page.goto(this.#url);
    return { page, session };
  }

  /** Its error, if it ends with one; nothing where the page has gone. */
  run(page: Page, task: WebTask): Promise<ToldError | undefined> {
    const never = new Promise<undefined>(() => {});
    return page
      .evaluate((it) => (globalThis as unknown as { faults: PageFaults }).faults.run(it), task)
      .catch((error: unknown) => {
        if (/closed|crashed|destroyed|navigation/i.test(String(error))) return never;
        throw error;
      });
  }

  find(page: Page): Promise<Found> {
    const task = { ...this.#plan, attempt: 0, size: 0 };
    const found = page.evaluate(
      (it) => (globalThis as unknown as { faults: PageFaults }).faults.find(it),
      task,
    );
    return within('what is stored is read', found);
  }

  /** What must hold at every end of a page. */
  async look(page: Page): Promise<Found> {
    const found = await this.find(page);
    const stored = new Set(found.ids);
    this.problems.push(...found.problems);
    if (stored.size < found.ids.length) this.problems.push('an item is stored twice');
    const items = found.runs[0]?.items ?? 0;
    if (items !== stored.size) this.problems.push(`${stored.size} stored, ${items} counted`);
    const lost = this.#idsOf('ack').filter((id) => !stored.has(id));
    if (lost.length > 0) this.problems.push(`acknowledged and not stored: ${lost.join()}`);
    const last = this.steps.at(-1)?.attempt;
    for (const { word, attempt, ids } of this.steps) {
      const there = ids.filter((id) => stored.has(id)).length;
      // Of chunks that were worked on before them, some may have been stored by another attempt.
      if (word === 'start' && attempt === last && there > 0 && there < ids.length) {
        this.problems.push(`torn: ${there} of ${ids.length} from ${ids[0]}`);
      }
    }
    const starts = this.#idsOf('start');
    this.again = starts.length - new Set(starts).size;
    return found;
  }

  /** What must hold when a run has been completed. */
  async judge(): Promise<void> {
    const { count } = this.#plan;
    const { page } = await this.open();
    const { runs } = await this.look(page);
    const [run, ...others] = runs;
    if (run?.state !== 'completed' || others.length > 0) this.problems.push(`left ${run?.state}`);
    if (run?.items !== count) this.problems.push(`${run?.items} stored of ${count}`);
    const databases = await page.evaluate(() =>
      (globalThis as unknown as { faults: PageFaults }).faults.databases(),
    );
    const orphans = databases.filter((name) => name !== DATABASE);
    if (orphans.length > 0) this.problems.push(`left behind: ${orphans.join()}`);
    const allowed = this.ends * (2 * LANES + WRITES) * this.#largest;
    if (this.again > allowed) this.problems.push(`worked on ${this.again} again`);
    await page.close();
  }

  /** Ends the browser. */
  async close(): Promise<void> {
    await this.#browser?.kill();
    this.#browser = undefined;
  }

  #idsOf(word: Step['word']): readonly number[] {
    return this.steps.filter((step) => step.word === word).flatMap(({ ids }) => ids);
  }

  /** When so many more steps have been heard. */
  reached(steps: number): Promise<void> {
    const wanted = this.steps.length + steps;
    return new Promise((resolve) => {
      this.#heard = () => {
        if (this.steps.length >= wanted) resolve();
      };
    });
  }

  /** When one more chunk is known to be stored. */
  async acknowledged(): Promise<void> {
    const before = this.#idsOf('ack').length;
    while (this.#idsOf('ack').length === before) await this.reached(1);
  }

  async #end({ page, session }: TaskPage, how: Ending['how']): Promise<void> {
    if (how === 'kill') return this.close();
    await within(how, this.#endPage(page, session, how));
  }

  async #endPage(page: Page, session: CDPSession, how: Ending['how']): Promise<void> {
    if (how === 'crash') {
      const crashed = page.waitForEvent('crash');
      session.send('Page.crash').catch(() => undefined);
      await crashed;
    } else if (how === 'leave') await page.goto(`${this.#url}another`);
    else if (how === 'reload') await page.reload();
    await page.close();
  }
}
