import { PromptPromise } from '../../src/testing/prompt-promise.js';

const FAILED = new Error('failed');

/** What it answers, in order. */
function answersOf(promise: PromiseLike<unknown>): unknown[] {
  const answers: unknown[] = [];
  promise.then(
    (value) => answers.push(['fulfilled', value]),
    (reason: unknown) => answers.push(['rejected', reason]),
  );
  return answers;
}

describe('PromptPromise', () => {
  it('should answer in the call that settles it', () => {
    const [one, other] = [new PromptPromise<number>(), new PromptPromise<number>()];
    const [first, second, rejected] = [answersOf(one), answersOf(one), answersOf(other)];
    expect([first, second, rejected]).toEqual([[], [], []]);
    one.resolve(1);
    other.reject(FAILED);

    expect([first, second, rejected]).toEqual([
      [['fulfilled', 1]],
      [['fulfilled', 1]],
      [['rejected', FAILED]],
    ]);
  });

  it('should answer at once when it is settled', () => {
    const promise = new PromptPromise<number>();
    promise.resolve(1);

    expect(answersOf(promise)).toEqual([['fulfilled', 1]]);
  });

  it('should settle once', () => {
    const promise = new PromptPromise<number>();
    const answers = answersOf(promise);
    promise.resolve(1);
    promise.resolve(2);
    promise.reject(FAILED);

    expect(answers).toEqual([['fulfilled', 1]]);
    expect(answersOf(promise)).toEqual([['fulfilled', 1]]);
  });

  it('should wait for what it resolves to', () => {
    const [promise, inner] = [new PromptPromise<number>(), new PromptPromise<number>()];
    const answers = answersOf(promise);
    promise.resolve(inner);
    expect(answers).toEqual([]);
    inner.resolve(1);

    expect(answers).toEqual([['fulfilled', 1]]);
  });

  it('should chain as promises do', () => {
    const promise = new PromptPromise<number>();
    const later = new PromptPromise<string>();
    const fail = (): never => {
      throw FAILED;
    };
    const answers = [
      promise.then((value) => value + 1),
      promise.then(() => later),
      promise.then(),
      promise.then(fail).then(undefined, (reason: unknown) => [reason]),
      promise.then(fail).then(() => 'not this'),
    ].map(answersOf);
    promise.resolve(1);
    later.resolve('later');

    expect(answers).toEqual([
      [['fulfilled', 2]],
      [['fulfilled', 'later']],
      [['fulfilled', 1]],
      [['fulfilled', [FAILED]]],
      [['rejected', FAILED]],
    ]);
  });

  it('should throw to whoever settles it what a callback throws, and nobody waits for', () => {
    const promise = new PromptPromise<number>();
    promise.then(() => {
      throw FAILED;
    });

    expect(() => promise.resolve(1)).toThrow(FAILED);
  });

  it('should be awaited as any promise', async () => {
    const promise = new PromptPromise<number>();
    promise.resolve(1);

    expect(await promise).toBe(1);
  });
});
