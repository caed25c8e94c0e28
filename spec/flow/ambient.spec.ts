import { ambientGate, hasAmbient, swapAmbient } from '../../src/flow/ambient.js';
import { Gate } from '../../src/flow/gate.js';

describe('the ambient gate', () => {
  afterEach(() => {
    swapAmbient(undefined);
  });

  it('should be none at first', () => {
    expect(ambientGate()).toBeUndefined();
    expect(hasAmbient()).toBeFalse();
  });

  it('should be the one set last, and setting it gives the one before', () => {
    const [outer, inner] = [new Gate(), new Gate()];

    expect(swapAmbient(outer)).toBeUndefined();
    expect(swapAmbient(inner)).toBe(outer);
    expect(ambientGate()).toBe(inner);
    expect(hasAmbient()).toBeTrue();
    expect(swapAmbient(outer)).toBe(inner);
    expect(ambientGate()).toBe(outer);
  });

  it('should be none again when cleared', () => {
    swapAmbient(new Gate());
    swapAmbient(undefined);

    expect(ambientGate()).toBeUndefined();
    expect(hasAmbient()).toBeFalse();
  });

  it('should lie where every copy of the library finds it', () => {
    const gate = new Gate();
    swapAmbient(gate);

    const host = globalThis as unknown as Record<symbol, { gate?: Gate } | undefined>;

    expect(host[Symbol.for('sluice.ambient/1')]?.gate).toBe(gate);
  });
});
