import { BatchProcessor, fixedStrategy, type MakeStrategy } from '../../src/index.js';

const CITIES = ['Berlin', 'Bonn', 'Cairo', 'Delhi', 'Dakar', 'Dhaka', 'Essen'];

describe('specification: custom chunking strategies', () => {
  const chunksBy = async (
    strategy: NonNullable<Parameters<BatchProcessor['process']>[2]>['strategy'],
  ) => {
    const chunks: string[] = [];
    const work = (cities: readonly unknown[]) => void chunks.push(cities.join(' '));
    const { state } = await new BatchProcessor().processChunks(CITIES as readonly unknown[], work, {
      ...{ strategy, mode: 'sequential' },
    } as const).done;
    expect(state).toBe('completed');
    return chunks;
  };

  it('should take a generator over all targets', async () => {
    function* byLetter(targets: Iterable<unknown>) {
      let open: string[] = [];
      for (const city of targets as Iterable<string>) {
        if (open.length > 0 && open[0]?.[0] !== city[0]) {
          yield open;
          open = [];
        }
        open.push(city);
      }
      if (open.length > 0) yield open;
    }

    expect(await chunksBy(byLetter)).toEqual([
      'Berlin Bonn',
      'Cairo',
      'Delhi Dakar Dhaka',
      'Essen',
    ]);
  });

  it('should take a state machine', async () => {
    const byLength: MakeStrategy<unknown> = () => {
      const open = new Map<number, string[]>();
      return {
        push: (city) => {
          const { length } = city as string;
          const group = [...(open.get(length) ?? []), city as string];
          open.set(length, group.length < 3 ? group : []);
          return group.length < 3 ? undefined : [group];
        },
        flush: () => [...open.values()].filter((group) => group.length > 0),
      };
    };

    expect(await chunksBy(byLength)).toEqual([
      'Cairo Delhi Dakar',
      'Berlin',
      'Bonn',
      'Dhaka Essen',
    ]);
  });

  it('should take a built-in one by its name, or as a value', async () => {
    expect(await chunksBy('fixed')).toHaveSize(1);
    expect(await chunksBy(fixedStrategy(3))).toHaveSize(3);
  });

  it('should refuse the names of those that are not built yet', () => {
    for (const strategy of ['memory', 'time', 'adaptive', 'weighted']) {
      expect(() => new BatchProcessor({ strategy: strategy as 'fixed' })).toThrow(
        jasmine.objectContaining({ code: 'ERR_OUT_OF_RANGE' }),
      );
    }
  });
});
