import { map, noop, Observable, of, Subscriber, type MonoTypeOperatorFunction } from 'rxjs';
import { swapAmbient } from '../../src/flow/ambient.js';
import { createFlow } from '../../src/flow/create-flow.js';
import { Gate } from '../../src/flow/gate.js';
import { Inlet } from '../../src/flow/inlet.js';
import { FLOW, gateBelow } from '../../src/flow/reach.js';

const silent = { arrive: noop, finish: noop, fail: noop };

/** Subscribes below `operators` with a subscriber that carries the gate; gives what is found above. */
function reached(gate: Gate | undefined, ...operators: MonoTypeOperatorFunction<number>[]) {
  let found: Gate | undefined;
  let source = new Observable<number>((subscriber) => {
    found = gateBelow(subscriber);
  });
  for (const operator of operators) source = source.pipe(operator);
  source.subscribe(new Inlet<number>(new Subscriber<never>(), silent, gate));
  return found;
}

describe('gateBelow', () => {
  afterEach(() => {
    swapAmbient(undefined);
  });

  it('should find the gate that a subscriber carries', () => {
    const gate = new Gate();

    expect(gateBelow(new Inlet(new Subscriber<never>(), silent, gate))).toBe(gate);
    expect(reached(gate)).toBe(gate);
  });

  it('should find it through 500 operators', () => {
    const gate = new Gate();
    const many = Array.from({ length: 500 }, () => map((item: number) => item));

    expect(reached(gate, ...many)).toBe(gate);
  });

  it('should find the nearest of several', () => {
    const [near, far] = [new Gate(), new Gate()];
    const below = new Inlet(new Subscriber<never>(), silent, far) as Subscriber<never>;

    expect(gateBelow(new Inlet(below, silent, near))).toBe(near);
  });

  it('should look past those of ours that have no gate', () => {
    const gate = new Gate();
    const below = new Inlet(new Subscriber<never>(), silent, gate) as Subscriber<never>;

    expect(gateBelow(new Inlet(below, silent))).toBe(gate);
  });

  it('should end at a subscribe of the user', () => {
    let found: Gate | undefined = new Gate();
    const source = new Observable<number>((subscriber) => {
      found = gateBelow(subscriber);
    });

    reached(new Gate(), () => {
      source.subscribe();
      return of(1);
    });

    expect(found).toBeUndefined();
  });

  it('should take the ambient gate where the chain has none, and only there', () => {
    const [ambient, gate] = [new Gate(), new Gate()];
    swapAmbient(ambient);

    expect(gateBelow(new Subscriber())).toBe(ambient);
    expect(gateBelow(new Inlet(new Subscriber<never>(), silent, gate))).toBe(gate);
  });

  it('should name the field alike in every copy of the library', () => {
    expect<symbol>(FLOW).toBe(Symbol.for('sluice.flow/1'));
    expect(createFlow()[FLOW]).toBeInstanceOf(Gate);
  });
});
