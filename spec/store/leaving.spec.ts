import { leave, whenLeft } from '../../src/store/leaving.js';
import { emptyStore } from '../support/scripted-store.js';

describe('leave', () => {
  it('should have others wait for the run, of that store and that name', () => {
    const [store, other] = [emptyStore(), emptyStore()];
    const seen: string[] = [];
    whenLeft(store, 'run', () => seen.push('before'));
    const givenBack = leave(store, 'run');
    whenLeft(store, 'run', () => seen.push('first'));
    whenLeft(store, 'run', () => seen.push('second'));
    whenLeft(store, 'walk', () => seen.push('another name'));
    whenLeft(other, 'run', () => seen.push('another store'));
    expect(seen).toEqual(['before', 'another name', 'another store']);
    givenBack();

    expect(seen.slice(3)).toEqual(['first', 'second']);
    whenLeft(store, 'run', () => seen.push('after'));
    expect(seen.at(-1)).toBe('after');
  });

  it('should not end the waiting for one that was left later', () => {
    const store = emptyStore();
    const seen: string[] = [];
    const first = leave(store, 'run');
    const second = leave(store, 'run');
    whenLeft(store, 'run', () => seen.push('left'));
    first();
    expect(seen).toEqual([]);
    second();

    expect(seen).toEqual(['left']);
  });
});
