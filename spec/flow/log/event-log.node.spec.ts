import { claimWarnings } from '../../support/claims.js';
import { eventLog, wishForLog } from '../../../src/flow/log/event-log.js';

const EVENT = { type: 'dropped', count: 1 } as const;

describe('eventLog, by the environment', () => {
  afterEach(() => {
    delete process.env['SLUICE_DEBUG'];
    wishForLog(undefined, undefined);
  });

  it('should be there where the environment names a group, and write to the standard error', () => {
    const written = spyOn(process.stderr, 'write').and.returnValue(true);
    const printed = spyOn(process.stdout, 'write').and.callThrough();
    process.env['SLUICE_DEBUG'] = 'source';

    eventLog()?.(EVENT);

    expect(written.calls.allArgs().flat().join('')).toMatch(
      /^sluice \+0\.\d{3}s source dropped count=1\n$/,
    );
    expect(printed).not.toHaveBeenCalled();
    expect(claimWarnings()).toEqual([]);
  });

  it('should not be there where it names none', () => {
    expect(eventLog()).toBeUndefined();
    process.env['SLUICE_DEBUG'] = '';

    expect(eventLog()).toBeUndefined();
  });

  it('should not be there where code has switched it off', () => {
    process.env['SLUICE_DEBUG'] = '*';
    wishForLog('', undefined);

    expect(eventLog()).toBeUndefined();
  });

  it('should not ask a process for a storage of pages, which warns of itself', () => {
    const asked = jasmine.createSpy('getItem');
    Object.defineProperty(globalThis, 'localStorage', {
      value: { getItem: asked },
      configurable: true,
    });
    try {
      eventLog();

      expect(asked).not.toHaveBeenCalled();
    } finally {
      Reflect.deleteProperty(globalThis, 'localStorage');
    }
  });
});
