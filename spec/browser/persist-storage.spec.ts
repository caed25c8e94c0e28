import { persistStorage } from '../../src/browser/persist-storage.js';

describe('persistStorage', () => {
  const standing = Object.getOwnPropertyDescriptor(globalThis, 'navigator');

  const storage = (members: object | undefined) => {
    Object.defineProperty(globalThis, 'navigator', {
      value: { storage: members },
      configurable: true,
    });
  };

  afterEach(() => {
    if (standing === undefined) Reflect.deleteProperty(globalThis, 'navigator');
    else Object.defineProperty(globalThis, 'navigator', standing);
  });

  it('should tell what the browser decides, and not ask again for what it has', async () => {
    let asked = 0;
    for (const [before, answer] of [
      [true, false],
      [false, true],
      [false, false],
    ] as const) {
      const persist = () => Promise.resolve((asked++, answer));
      storage({ persisted: () => Promise.resolve(before), persist });
      expect(await persistStorage()).toBe(before || answer);
    }
    expect(asked).toBe(2);
  });

  it('should be false where there is no such thing', async () => {
    storage(undefined);
    expect(await persistStorage()).toBeFalse();
    storage({});
    expect(await persistStorage()).toBeFalse();
  });
});
