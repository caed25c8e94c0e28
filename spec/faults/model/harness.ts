import { FakeTime, settle } from './fake-time.js';
import { Ledger } from './ledger.js';
import { batch, operators, type Pipeline, type Ports } from './pipelines.js';
import { SOURCE_FAILED, SourcePort, WorkPort, type Call } from './ports.js';
import { isBatch, type Setup } from './setup.js';
import { Disk, RUN, STORE_FAILED, StorePort } from './store-port.js';
import { valueOf, type Verdict } from './verdict.js';

/** So many rounds bring any run to its end; more are a standstill. */
const ROUNDS = 200;

/** The run that commands are given to, and all that stands around it. */
export class Harness {
  readonly ledger: Ledger;
  readonly time = new FakeTime();
  readonly disk = new Disk();
  ports: Ports;
  pipeline: Pipeline | undefined;
  paused = false;
  /** Somebody asked it to end. */
  #stopped = false;
  #drained = false;

  constructor(readonly setup: Setup) {
    this.ledger = new Ledger(setup, () => this.time.now);
    this.ports = this.#portsOf(undefined);
    this.time.install();
  }

  dispose(): void {
    this.time.uninstall();
  }

  /** A start of the run, in the process that is there. */
  async begin(retryFailed = false): Promise<void> {
    const { setup, ledger } = this;
    this.ports = this.#portsOf(this.ports.store);
    ledger.begin(retryFailed);
    const { starts } = ledger;
    this.paused = this.#stopped = this.#drained = false;
    const isThis = () => starts === ledger.starts && this.pipeline !== undefined;
    this.pipeline = UNSTARTED;
    const made = (isBatch(setup) ? batch : operators)({ ...setup, retryFailed }, this.ports, {
      emitted: (ids) => {
        if (isThis()) ledger.emitted(ids);
      },
      progressed: ({ rate, remaining, ...counts }) => {
        if (isThis()) ledger.counted(counts, rate, remaining);
      },
      givenUp: () => {
        if (!isThis()) return;
        this.#stopped = true;
        ledger.stop();
      },
      ended: (how, error) => {
        if (isThis()) this.#ended(how, error);
      },
    });
    if (this.pipeline === UNSTARTED) this.pipeline = made;
    await this.settled();
  }

  /** Somebody else opens the run: nobody may, while it is written. */
  async openSecond(): Promise<void> {
    const open = {
      runId: RUN,
      resume: true,
      fingerprint: { identity: this.setup.identity },
    } as const;
    const before = this.ports.store.isOpen;
    let code: unknown;
    try {
      const writer = await this.disk.store.open(open);
      await writer.close('open');
    } catch (error) {
      ({ code } = error as { code?: unknown });
    }
    if (before !== (code === 'ERR_RUN_LOCKED')) {
      this.ledger.problem(`I12: held ${before}, and a second opening gave ${String(code)}`);
    }
  }

  drain(deadline?: number): void {
    this.#drained = true;
    if (isBatch(this.setup)) this.ledger.times.drain(deadline);
    this.pipeline?.drain(deadline);
  }

  stop(): void {
    this.#stopped = true;
    const { pipeline } = this;
    this.ledger.stop();
    pipeline?.stop();
    if (!isBatch(this.setup)) this.pipeline = undefined;
  }

  /** The process dies, with so many of the records that were on their way on the disk. */
  async crash(written: number): Promise<void> {
    const { pipeline, ports, ledger } = this;
    this.pipeline = undefined;
    ports.source.dead = true;
    ports.store.crash(written);
    ledger.stop();
    // Of the memory that is gone nothing is heard; its timers are gone too.
    pipeline?.stop();
    ports.work.giveUp(false);
    await settle();
    this.ports = this.#portsOf(undefined);
    this.time.timers.clear();
    await this.#compare();
  }

  verdictsOf(call: Call, bad: number | undefined): Verdict[] {
    return call.ids.map((id, place) =>
      place === bad
        ? { status: 'rejected', reason: `no. ${id}` }
        : { status: 'fulfilled', value: valueOf(id) },
    );
  }

  /** Everything that follows has happened; looks at what holds at any time, and throws what does not. */
  async settled(): Promise<void> {
    await settle();
    const { ledger, pipeline, time, ports } = this;
    const counts = pipeline?.counts();
    if (counts !== undefined && !this.#stopped) ledger.sums(counts);
    if (!ledger.over && isBatch(this.setup)) ledger.times.checkOver();
    if (ledger.over) {
      if (time.timers.size > 0) ledger.problem('L4: a timer was left');
      ports.work.giveUp(true);
    }
    this.#throwProblems();
  }

  /** Runs it to its end, whatever has befallen it, and compares what it leaves. */
  async finish(): Promise<void> {
    const { ledger } = this;
    ledger.complete = true;
    let completed = false;
    for (let round = 0; round < ROUNDS && !completed; round++) {
      this.ports.store.recover();
      await this.settled();
      if (this.pipeline === undefined) await this.begin();
      const { ports } = this;
      ports.work.instant = true;
      if (this.paused) this.pipeline?.resume();
      this.paused = false;
      ports.source.wake();
      for (let call; (call = ports.work.open[0]) !== undefined;) {
        ports.work.answer(call, this.verdictsOf(call, undefined));
      }
      await this.settled();
      await this.time.tick(20);
      await this.settled();
      completed = ledger.ends.includes('completed');
    }
    if (!completed) ledger.problem(`standstill: ${JSON.stringify(ledger.entries)}`);
    await this.#compare();
    const [info] = await this.disk.store.runs();
    if (info?.state !== 'completed') ledger.problem(`I11: left ${info?.state ?? 'unopened'}`);
    if (info?.holder !== undefined) ledger.problem('I12: still held');
    if (ledger.entries.some(({ state }) => state !== 'stored' && state !== 'failed')) {
      ledger.problem('I11: not all is stored');
    }
    this.#throwProblems();
  }

  #ended(how: 'completed' | 'failed' | 'drained' | 'aborted', error: unknown): void {
    const { ledger } = this;
    const early = how === 'completed' && this.#drained && !isBatch(this.setup);
    ledger.ended(early ? 'drained' : how, this.#stopped);
    const { code, scope } = (error ?? {}) as { readonly code?: unknown; readonly scope?: unknown };
    const isMeant =
      error === SOURCE_FAILED ||
      error === STORE_FAILED ||
      code === 'ERR_TOO_MANY_FAILURES' ||
      ledger.times.isOut(scope);
    if (how === 'failed' && !isMeant) ledger.problem(`failed: ${String(error)}`);
    if (scope === 'drain' && !isMeant) ledger.problem('I13: aborted before its deadline');
    this.pipeline = undefined;
  }

  async #compare(): Promise<void> {
    this.ledger.compare(await this.disk.read());
  }

  #throwProblems(): void {
    const { problems } = this.ledger;
    if (problems.length > 0) throw new Error(problems.join('; '));
  }

  #portsOf(store: StorePort | undefined): Ports {
    return {
      source: new SourcePort(this.ledger),
      work: new WorkPort(this.ledger),
      store: store ?? new StorePort(this.ledger, this.disk),
    };
  }
}

/** In the place of one that is just being made. */
const UNSTARTED: Pipeline = {
  pause: () => undefined,
  resume: () => undefined,
  drain: () => undefined,
  stop: () => undefined,
  setConcurrency: () => undefined,
  counts: () => undefined,
};
