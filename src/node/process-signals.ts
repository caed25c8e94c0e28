import { Observable } from 'rxjs';
import type { OptionRule } from '../core/options.js';

/** A signal that asks a process to end, and that it may hear. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGQUIT' | 'SIGBREAK';

const STOP_SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGBREAK'];

/** SIGINT is Ctrl-C, SIGTERM what everything else sends that wants a process to end. */
export const USUAL: readonly StopSignal[] = ['SIGINT', 'SIGTERM'];

const known: readonly unknown[] = STOP_SIGNALS;

export const signalsRule: OptionRule = {
  expected: `a list of ${STOP_SIGNALS.map((name) => JSON.stringify(name)).join(', ')}`,
  check: (value) => {
    if (!Array.isArray(value)) return 'type';
    return value.length > 0 && value.every((name) => known.includes(name)) ? 'ok' : 'range';
  },
};

/** Whoever subscribes takes the signals over; without a subscriber they end the process. */
export function processSignals<S extends StopSignal>(names: readonly S[]): Observable<S> {
  return new Observable((subscriber) => {
    const listen = (name: NodeJS.Signals) => subscriber.next(name as S);
    for (const name of new Set(names)) process.on(name, listen);
    return () => {
      for (const name of names) process.off(name, listen);
    };
  });
}
