import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { codeOf } from './files.js';
import type { RunHolder } from '../store/result-store.js';

/** A holder, and what tells it from a later process of the same number. */
export interface Holder extends RunHolder {
  /** When the process began, in ticks since the machine did; where there is a `/proc`. */
  readonly start?: string | undefined;
  /** Which start of the machine that was. */
  readonly boot?: string | undefined;
}

export function ownHolder(epoch: number): Holder {
  const { pid } = process;
  const start = processStart(pid);
  return { pid, host: hostname(), since: Date.now(), epoch, start: start?.ticks, boot: bootId() };
}

/**
 * Whether the holder may still write. One on another host may: nobody here can tell. One of this host
 * is found by its number, and by its start, since numbers are given out again.
 */
export function isAlive({ pid, host, start, boot }: Holder): boolean {
  if (host !== hostname()) return true;
  const now = bootId();
  if (boot !== undefined && now !== undefined && boot !== now) return false;
  const found = processStart(pid);
  // A zombie has ended: only its parent has not asked yet.
  if (found !== undefined) return !found.ended && (start === undefined || found.ticks === start);
  // Where there is a /proc, and one had been read before, the process is not in it.
  return start === undefined && answers(pid);
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and belongs to somebody else.
    return codeOf(error) === 'EPERM';
  }
}

function processStart(pid: number): { ticks: string | undefined; ended: boolean } | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The second field is the name of the program in brackets, which may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { ticks: fields[19], ended: fields[0] === 'Z' || fields[0] === 'X' };
}

const bootId = () => textOf('/proc/sys/kernel/random/boot_id')?.trim();

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
