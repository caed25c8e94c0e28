import { asyncScheduler, Subject } from 'rxjs';
import { clockOf } from '../../core/clock.js';
import type { FlowEvent } from '../events.js';
import { groupOf, readGroups } from './log-groups.js';
import { logLine } from './log-line.js';
import { measureChunk } from './measure-chunk.js';

interface Host {
  readonly process?: {
    readonly env?: { readonly SLUICE_DEBUG?: string };
    readonly stderr?: { write(text: string): unknown };
  };
  readonly localStorage?: { getItem(key: string): string | null };
}

/** What was said by code; it goes before what the host says. */
interface Wish {
  readonly groups: string | undefined;
  readonly to: ((line: string) => void) | undefined;
}

let wish: Wish = { groups: undefined, to: undefined };

export function wishForLog(groups: string | undefined, to: Wish['to']): void {
  wish = { groups, to };
}

/** The log of a pipeline that begins now; undefined where nobody has switched it on. */
export function eventLog(): ((event: FlowEvent) => void) | undefined {
  const names = wish.groups ?? namesOfHost();
  if (names === undefined || names === '') return undefined;
  const { groups, unknown } = readGroups(names);
  // In between, so that RxJS reports what it throws as it reports any consumer.
  const line$ = new Subject<string>();
  line$.subscribe(wish.to ?? writeToHost);
  for (const name of unknown) line$.next(`sluice: there is no group "${name}" to log`);
  const clock = clockOf(asyncScheduler);
  const startedAt = clock();
  let run: string | undefined;
  return (event) => {
    if ('runId' in event) run = event.runId;
    if (!groups.has(groupOf(event))) return;
    const now = clock();
    line$.next(logLine(event, now - startedAt, run));
    if (event.type === 'chunkSettled') measureChunk(event, now);
  };
}

function namesOfHost(): string | undefined {
  const host = globalThis as Host;
  // A process may have a storage too, and warns when it is asked for.
  if (host.process?.env !== undefined) return host.process.env.SLUICE_DEBUG;
  try {
    return host.localStorage?.getItem('sluiceDebug') ?? undefined;
  } catch {
    // A page that may not store anything.
    return undefined;
  }
}

/** In a process not to the standard output, which may be data for the next one. */
function writeToHost(line: string): void {
  const { process } = globalThis as Host;
  if (process?.stderr === undefined) console.debug(line);
  else process.stderr.write(`${line}\n`);
}
