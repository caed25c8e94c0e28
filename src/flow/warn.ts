import type { WarningCode } from './events.js';
import type { Gate } from './gate.js';

/** Whether warnings are wanted: everywhere but where `NODE_ENV` says production. */
function inDevelopment(): boolean {
  const host = globalThis as { process?: { env?: { NODE_ENV?: string } } };
  return host.process?.env?.NODE_ENV !== 'production';
}

/** Says on the console that a pipeline cannot keep its promise, and announces the same as an event. */
export function warn(code: WarningCode, message: string, gate?: Gate): void {
  if (!inDevelopment()) return;
  console.warn(`sluice: ${message}`);
  gate?.announce({ type: 'warning', code, message });
}

/** A boundary's slots are full, and nobody above ever looked at its gate. */
export function warnOfDeafness(operator: string, gate: Gate): void {
  warn(
    'NOBODY_LISTENS',
    `${operator}: its slots are full, and no source above it listens, so values will pile up. Read ` +
      'the source with fromSource; where the chain is broken (a Subject, a late connect), pass the ' +
      'same { flow } to both.',
    gate,
  );
}
