import { checkStored, type StoredOptions } from '../../src/run/check-stored.js';

const messageOf = (given: StoredOptions): string | undefined => {
  try {
    checkStored('process', given);
    return undefined;
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return `${code} ${message}`;
  }
};
const INCOMPATIBLE = 'ERR_INCOMPATIBLE_OPTIONS process:';
const run = { store: {}, runId: 'run' };

describe('checkStored', () => {
  it('should let a run without store have nothing that is about one', () => {
    expect(messageOf({})).toBeUndefined();
    expect(messageOf({ key: String, ordered: 'key' })).toBeUndefined();
    for (const name of ['runId', 'key', 'resume', 'retryFailed'] as const) {
      const message = `${INCOMPATIBLE} "${name}" needs "store", to find the run in`;
      expect(messageOf({ [name]: false })).toBe(message);
    }
    for (const name of ['whenFull', 'retention'] as const) {
      const message = `${INCOMPATIBLE} "${name}" needs "store", which it is about`;
      expect(messageOf({ [name]: {} })).toBe(message);
    }
  });

  it('should ask for the name of a run in a store', () => {
    const message = `${INCOMPATIBLE} "store" needs "runId", to find the results by`;
    expect(messageOf({ store: {} })).toBe(message);
    expect(messageOf(run)).toBeUndefined();
  });

  it('should not go on with a run that it is to refuse', () => {
    expect(messageOf({ ...run, retryFailed: true, resume: false })).toContain('"retryFailed" goes');
    expect(messageOf({ ...run, retryFailed: false, resume: false })).toBeUndefined();
    expect(messageOf({ ...run, retryFailed: true, resume: true })).toBeUndefined();
  });

  it('should ask what is to be removed at each interval', () => {
    expect(messageOf({ ...run, cleanupInterval: 5 })).toBe(
      `${INCOMPATIBLE} "cleanupInterval" needs "retention", to know what is to be removed`,
    );
    expect(messageOf({ ...run, cleanupInterval: 5, retention: {} })).toBeUndefined();
  });
});
