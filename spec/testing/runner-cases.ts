import { map } from 'rxjs';
import { chunkBy, fromSource, processChunks } from 'sluice';
import { countedSource, marbles, scriptedWork } from 'sluice/testing';

/** The same tests for every runner: one that passes, and one that must not. */
export function runnerCases(test: (name: string, body: () => void) => void): void {
  const letters = (source: Iterable<string>) =>
    fromSource(source).pipe(
      chunkBy(2),
      processChunks(scriptedWork<string>({ frames: 3 }), { concurrency: 1 }),
      map(({ values }) => values.join('')),
    );

  test('passes', () => {
    marbles(({ expectObservable }) => {
      expectObservable(letters(countedSource('abc'))).toBe('---x--(y|)', { x: 'ab', y: 'c' });
    });
  });

  test('fails', () => {
    marbles(({ expectObservable }) => {
      const rows = countedSource('abc');
      expectObservable(rows.seen$).toBe('(ppp|)');
      expectObservable(letters(rows)).toBe('---x---(y|)', { x: 'ab', y: 'c' });
    });
  });
}
