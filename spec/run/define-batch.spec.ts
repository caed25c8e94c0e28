import { defineBatch } from '../../src/run/define-batch.js';
import { memoryStore } from '../../src/store/memory-store.js';

const upper = (text: string) => text.toUpperCase();
const all = async (run: { results(): Promise<readonly { position: number }[]> }) =>
  (await run.results()).map((outcome) => ('value' in outcome ? outcome.value : outcome));

describe('defineBatch', () => {
  it('should run a function on each target, as often as it is asked', async () => {
    const batch = defineBatch({ targets: ['a', 'b'], process: upper, chunkSize: 1 });

    expect(await all(batch.run())).toEqual(['A', 'B']);
    expect(await all(batch.run())).toEqual(['A', 'B']);
  });

  it('should run work on chunks', async () => {
    const sizes: number[] = [];
    const batch = defineBatch({
      targets: ['a', 'b', 'c'],
      processChunks: (texts: readonly string[]) => {
        sizes.push(texts.length);
        return texts.map(upper);
      },
      chunkSize: 2,
    });

    expect(await all(batch.run())).toEqual(['A', 'B', 'C']);
    expect(sizes).toEqual([2, 1]);
  });

  it('should let the options of a run win over those of the definition', async () => {
    const store = memoryStore();
    const batch = defineBatch({ targets: ['a', 'b'], process: upper, chunkSize: 1, store });
    const run = batch.run({ runId: 'run', chunkSize: 2, mode: 'sequential' });
    const { stats } = await run.done;

    expect([run.runId, stats.chunks]).toEqual(['run', 1]);
    expect((await store.runs()).map(({ runId }) => runId)).toEqual(['run']);
  });

  it('should run other targets and other work where a run has its own', async () => {
    const lower = (text: string) => text.toLowerCase();
    const each = defineBatch({ targets: ['A', 'B'], process: lower });
    const chunks = defineBatch({ targets: ['A'], processChunks: (texts) => texts.map(lower) });

    expect(await all(each.run({ targets: ['C'] }))).toEqual(['c']);
    expect(await all(each.run({ process: (text) => `${text}!` }))).toEqual(['A!', 'B!']);
    expect(await all(each.run({ processChunks: (texts) => [...texts] }))).toEqual(['A', 'B']);
    expect(await all(chunks.run({ targets: ['D'] }))).toEqual(['d']);
    expect(await all(chunks.run({ process: (text) => `${text}?` }))).toEqual(['A?']);
    expect(await all(each.run({ targets: undefined, chunkSize: undefined }))).toEqual(['a', 'b']);
  });

  it('should make targets anew for each run', async () => {
    let made = 0;
    const batch = defineBatch({ targets: () => ['a', 'b'].slice(made++), process: upper });

    expect(await all(batch.run())).toEqual(['A', 'B']);
    expect(await all(batch.run())).toEqual(['B']);
  });

  it('should show what it was defined with, to define another like it', async () => {
    const batch = defineBatch({ targets: ['a'], process: upper, chunkSize: 1 });
    const other = defineBatch({ ...batch.definition, targets: ['b'] });

    expect(batch.definition).toEqual({ targets: ['a'], process: upper, chunkSize: 1 });
    expect(Object.isFrozen(batch.definition)).toBeTrue();
    expect(await all(other.run())).toEqual(['B']);
  });

  it('should start nothing by itself', () => {
    const targets = jasmine.createSpy('targets');
    defineBatch({ targets, process: upper });

    expect(targets).not.toHaveBeenCalled();
  });

  it('should refuse at the call what cannot be run', () => {
    const refused = (definition: object, code: string) =>
      expect(() => defineBatch(definition as never))
        .withContext(JSON.stringify(definition))
        .toThrow(jasmine.objectContaining({ code }));
    const targets = ['a'];

    refused({ targets }, 'ERR_INCOMPATIBLE_OPTIONS');
    refused({ targets, process: upper, processChunks: upper }, 'ERR_INCOMPATIBLE_OPTIONS');
    refused({ targets, process: 'upper' }, 'ERR_INVALID_ARG_TYPE');
    refused({ targets, processChunks: {} }, 'ERR_INVALID_ARG_TYPE');
    refused({ process: upper }, 'ERR_INVALID_ARG_TYPE');
    refused({ targets: 'text', process: upper }, 'ERR_INVALID_ARG_TYPE');
    refused({ targets, process: upper, chunkSize: 0 }, 'ERR_OUT_OF_RANGE');
    refused({ targets, process: upper, chunksize: 1 }, 'ERR_UNKNOWN_OPTION');
    expect(() => defineBatch(undefined as never)).toThrowError(TypeError);
  });

  it('should refuse wrong options of a run at its call', () => {
    const batch = defineBatch({ targets: ['a'], process: upper });
    const thrown = (options: object) => {
      try {
        batch.run(options);
      } catch (error) {
        return (error as { code?: string }).code;
      }
      return undefined;
    };

    expect(thrown({ chunkSize: 0 })).toBe('ERR_OUT_OF_RANGE');
    expect(thrown({ runId: 'run' })).toBe('ERR_INCOMPATIBLE_OPTIONS');
    expect(thrown({ target: [] })).toBe('ERR_UNKNOWN_OPTION');
    expect(thrown({ targets: 'text' })).toBe('ERR_INVALID_ARG_TYPE');
    expect(thrown({ process: 'upper' })).toBe('ERR_INVALID_ARG_TYPE');
    expect(thrown(null as never)).toBe('ERR_INVALID_ARG_TYPE');
    expect(thrown(5 as never)).toBe('ERR_INVALID_ARG_TYPE');
  });
});
