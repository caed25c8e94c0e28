// Work that is stopped, ended and crashed, as a module of the command and of signal.script.ts. It tells
// its parent of each step.
import { setImmediate as turn } from 'node:timers/promises';
import { chanceAt } from '../support/fuzz/random.js';
import { openLedger } from './support/ledger.js';
import { failsOf, valueOf, type KillTask, type Target } from './support/targets.js';

export const task = JSON.parse(process.env['SLUICE_TASK'] ?? '') as KillTask;
const write = openLedger(task.dir, task.attempt);

let calls = 0;
let hangs = false;
process.on('message', () => (hangs = true));

export function note(word: 'start' | 'ack', id: number): void {
  write(word, [id]);
}

export default async function work(target: Target): Promise<unknown> {
  const { id } = target;
  note('start', id);
  if (++calls === task.crash?.at) crash(task.crash.how);
  for (let left = chanceAt(task.seed, task.attempt, id) * 6; left > 0; left--) {
    await turn();
    if (hangs) await new Promise(() => undefined);
  }
  if (failsOf(id)) throw new Error(`no. ${id}`);
  return valueOf(target);
}

function crash(how: 'exit' | 'throw'): void {
  if (how === 'exit') process.exit(7);
  setImmediate(() => {
    throw new Error('of unrelated code');
  });
}
