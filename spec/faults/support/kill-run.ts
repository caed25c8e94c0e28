import { fork } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { EXIT } from '../../../src/node/exit-code.js';
import type { ResultStore, StoredOutcome } from '../../../src/store/result-store.js';
import { readLedger, type LedgerLine } from './ledger.js';
import { storeOf } from './stores.js';
import { idOf, LANES, problemOf, RUN_ID, targetOf, type KillTask } from './targets.js';

/** When a process is killed: after so many messages, and so many turns of the parent's loop later. */
export interface Kill {
  readonly messages: number;
  readonly turns: number;
  /** One after the other, each when the process has said that it stops; SIGKILL if nothing is said. */
  readonly signals?: readonly NodeJS.Signals[];
}

export type RunPlan = Omit<KillTask, 'dir' | 'attempt' | 'size' | 'hook' | 'crash' | 'retryFailed'>;

/** What is started, and how it is told its task. */
export interface Launch {
  readonly script: string;
  args(task: KillTask): readonly string[];
  /** Whether the codes of the command are its exit codes, and its stderr its own affair. */
  readonly tells?: boolean;
}

/** A run in processes that are killed, one after the other, and what must hold of it at each point. */
export class KillRun {
  kills = 0;
  /** How each process ended, by its exit code or the signal. */
  readonly codes: (number | string | null)[] = [];
  readonly problems: string[] = [];
  #attempts = 0;
  #largest = 0;
  /** Results that had been handed on at the last look. */
  #acked = 0;
  readonly #dir: string;
  readonly #launch: Launch;
  readonly #plan: RunPlan;

  constructor(dir: string, launch: Launch, plan: RunPlan) {
    this.#dir = dir;
    this.#launch = launch;
    this.#plan = plan;
  }

  /** Writes what is read. */
  async prepare(): Promise<void> {
    const file = createWriteStream(join(this.#dir, 'targets.ndjson'));
    for (let id = 0; id < this.#plan.count; id++) file.write(`${JSON.stringify(targetOf(id))}\n`);
    file.end();
    await once(file, 'close');
  }

  /** Runs a process until it is killed or has ended; says whether it has ended. */
  async attempt(
    size: number,
    kill?: Kill,
    how: Pick<KillTask, 'hook' | 'crash' | 'retryFailed'> = {},
  ): Promise<boolean> {
    const task = { ...this.#plan, dir: this.#dir, attempt: this.#attempts++, size, ...how };
    this.#largest = Math.max(this.#largest, size);
    const { script, args, tells = false } = this.#launch;
    const child = fork(script, [...args(task)], {
      execArgv: ['--enable-source-maps'],
      env: { ...process.env, npm_command: '', SLUICE_TASK: JSON.stringify(task) },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const signals = [...(kill?.signals ?? ['SIGKILL'])];
    const strike = () => inTurns(kill?.turns ?? 0, () => child.kill(signals.shift()));
    let [messages, stderr] = [0, ''];
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (/state=stopping/.test(text) && signals.length > 0) strike();
      stderr += text;
    });
    child.on('message', (message) => {
      if (message === 'stopping' && signals.length > 0) strike();
      if (++messages !== kill?.messages) return;
      // Work that is to be given up is still there then.
      if (signals.length > 1) child.send('hang', () => undefined);
      strike();
    });
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    this.codes.push(code ?? signal);
    const isDone = code === EXIT.done || (tells && code === EXIT.itemsFailed);
    if (signal !== null || (tells && !isDone && code !== EXIT.stopped)) this.kills++;
    else if (!tells && !isDone) this.problems.push(`exit code ${code}`);
    if (!tells && stderr !== '') this.problems.push(stderr);
    await this.#look();
    return isDone;
  }

  /** What must hold when a run has been completed. */
  async judge(): Promise<void> {
    const { count } = this.#plan;
    const [info, ...others] = await this.store.runs();
    if (info?.state !== 'completed' || others.length > 0) this.problems.push(`left ${info?.state}`);
    if (info?.items !== count) this.problems.push(`${info?.items} stored of ${count}`);
    this.problems.push(...(await storeOf(this.#plan.store).problems(this.#dir)));
    if (!this.#plan.healing && this.again > this.kills * this.allowed)
      this.problems.push(`worked on ${this.again} again`);
  }

  /** Items that one crash may have cost: in lanes, finished, or being written. */
  get allowed(): number {
    return (2 * LANES + storeOf(this.#plan.store).writes) * this.#largest;
  }

  /** Starts of work beyond the first. */
  again = 0;

  get store(): ResultStore {
    return storeOf(this.#plan.store).open(this.#dir, this.#plan.durability);
  }

  /** What is in the ledger. */
  ledger(): Promise<readonly LedgerLine[]> {
    return readLedger(this.#dir);
  }

  /** The targets that are stored. */
  async stored(): Promise<ReadonlySet<number>> {
    const found = new Set<number>();
    const { store } = this;
    if ((await store.runs()).length === 0) return found;
    const take = (all: Set<number>, outcome: StoredOutcome) => {
      const id = idOf(outcome);
      if (all.has(id)) this.problems.push(`${id} is stored twice`);
      const problem = this.#plan.healing ? undefined : problemOf(outcome);
      if (problem !== undefined) this.problems.push(problem);
      return all.add(id);
    };
    await store.aggregate(RUN_ID, take, found);
    return found;
  }

  /** What must hold at every crash. */
  async #look(): Promise<void> {
    const stored = await this.stored();
    const lines = await this.ledger();
    const acked = lines.filter(({ word }) => word === 'ack').flatMap(({ ids }) => ids);
    const lost = acked.filter((id) => !stored.has(id));
    if (lost.length > 0) this.problems.push(`acknowledged and not stored: ${lost.join()}`);
    if (stored.size < this.#acked) this.problems.push('fewer than were acknowledged before');
    this.#acked = new Set(acked).size;
    const starts = lines.filter(({ word }) => word === 'start').flatMap(({ ids }) => ids);
    this.again = starts.length - new Set(starts).size;
  }
}

function inTurns(turns: number, body: () => void): void {
  if (turns === 0) body();
  else setImmediate(inTurns, turns - 1, body);
}
