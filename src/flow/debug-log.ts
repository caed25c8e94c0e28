import { callback, checkValue, type OptionRule } from '../core/options.js';
import { wishForLog } from './log/event-log.js';

const string: OptionRule = {
  expected: 'names of groups',
  check: (value) => (typeof value === 'string' ? 'ok' : 'type'),
};

/**
 * Switches the debug log of pipelines on or off, for all that begin from now on.
 *
 * Without code, it is switched on by name from outside: in a process by the environment variable
 * `SLUICE_DEBUG`, in a page by `localStorage.sluiceDebug`; this function is for where there is neither, as
 * in a worker, or to send the lines elsewhere. Each event becomes one line, with the time since the
 * pipeline began, the run where it has a name, and the fields of the event; items and values of work are
 * never shown. Lines go to the standard error of a process, else to `console.debug`. With the group
 * `work`, each chunk is a `performance.measure` named `sluice chunk`, too.
 *
 * ```
 * sluice +0.154s import work chunkSettled id=3 size=100 position=300 attempts=1 ms=41.207 failures=0
 * ```
 *
 * - **Holds at most** nothing. Off, it costs one look at a name for each pipeline.
 *
 * @param groups names, by commas: `source`, `work`, `store`, `control`, `health`; `*` for all, a minus for
 * all but that (`-source`); `''` for none. Left out, it is as the environment says.
 * @param to is given each line; a function that throws is reported like a consumer in RxJS.
 * @throws TypeError (`ERR_INVALID_ARG_TYPE`) at the call.
 *
 * @example
 * ```ts
 * import { chunkBy, debugLog, fromSource, processChunks } from 'sluice';
 *
 * debugLog('work,health', (line) => console.log(line));
 * fromSource(rows).pipe(chunkBy(100), processChunks(save)).subscribe();
 * debugLog(); // those that begin later are as the environment says
 * ```
 */
export function debugLog(groups?: string, to?: (line: string) => void): void {
  if (groups !== undefined) checkValue('debugLog', 'groups', groups, string);
  if (to !== undefined) checkValue('debugLog', 'to', to, callback);
  wishForLog(groups, to);
}
