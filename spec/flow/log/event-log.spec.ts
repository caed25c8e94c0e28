import type { FlowEvent } from '../../../src/flow/events.js';
import { eventLog, wishForLog } from '../../../src/flow/log/event-log.js';

const EVENT: FlowEvent = { type: 'dropped', count: 1 };

/** Runs as in a page: with no process, and with this storage. */
function inPage(storage: Record<string, unknown> | (() => never), body: () => void): void {
  const names = ['process', 'localStorage'] as const;
  const before = names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));
  const get = typeof storage === 'function' ? storage : () => storage;
  Object.defineProperty(globalThis, 'process', { value: undefined, configurable: true });
  Object.defineProperty(globalThis, 'localStorage', { get, configurable: true });
  try {
    body();
  } finally {
    names.forEach((name, i) => {
      const descriptor = before[i];
      if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
      else Object.defineProperty(globalThis, name, descriptor);
    });
  }
}

const storageWith = (sluiceDebug: string | null) => ({
  getItem: (key: string) => (key === 'sluiceDebug' ? sluiceDebug : null),
});

describe('eventLog', () => {
  afterEach(() => {
    wishForLog(undefined, undefined);
  });

  it('should be there where the storage of a page names a group, and write to console.debug', () => {
    const debug = spyOn(console, 'debug');

    inPage(storageWith('source'), () => {
      eventLog()?.(EVENT);
    });

    expect(debug.calls.allArgs()).toEqual([
      [jasmine.stringMatching(/^sluice \+0\.\d{3}s source dropped count=1$/)],
    ]);
  });

  it('should not be there in a page that names none, or that may not store anything', () => {
    const logs: unknown[] = [];
    const refuse = () => {
      throw new Error('SecurityError');
    };
    for (const storage of [storageWith(null), storageWith(''), refuse]) {
      inPage(storage, () => logs.push(eventLog()));
    }

    expect(logs).toEqual([undefined, undefined, undefined]);
  });

  it('should know the run from the event that names it on', () => {
    const lines: string[] = [];
    wishForLog('*', (line) => lines.push(line));
    const log = eventLog();

    log?.(EVENT);
    log?.({ type: 'started', runId: 'import' });
    log?.(EVENT);

    expect(lines.map((line) => line.split('s ').slice(1).join('s '))).toEqual([
      'source dropped count=1',
      'import control started runId=import',
      'import source dropped count=1',
    ]);
  });
});
