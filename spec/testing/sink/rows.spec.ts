import { ROWS, type SinkFixture, type SinkRow } from '../../../src/testing/sink/rows.js';
import type { Sink } from '../../../src/sinks/sink.js';

/** What a sink without faults does. */
class Place implements SinkFixture {
  protected all: SinkRow[] = [];
  protected opened = 0;

  constructor(readonly again: SinkFixture['again']) {}

  open(): Sink<SinkRow> {
    this.opened++;
    return { write: (rows) => this.write(rows), close: () => this.close() };
  }

  rows(): readonly SinkRow[] {
    return this.all;
  }

  dispose(): void {
    this.all = [];
  }

  protected write(rows: readonly SinkRow[]): unknown {
    this.put(rows.map(({ id, n }) => ({ id, n })));
    return undefined;
  }

  protected put(rows: readonly SinkRow[]): void {
    const ids = new Set(this.again === 'replaces' ? rows.map(({ id }) => id) : []);
    this.all = [...this.all.filter(({ id }) => !ids.has(id)), ...rows];
  }

  protected close(): unknown {
    return undefined;
  }
}

/** Sinks with one fault each, by the case that has to find it. */
const FAULTS: Record<string, new (again: SinkFixture['again']) => Place> = {
  'should have written all rows of a batch when it says so': class extends Place {
    // It writes them with the next.
    #late: readonly SinkRow[] = [];
    override write(rows: readonly SinkRow[]) {
      super.write(this.#late);
      this.#late = rows;
    }
    override close() {
      super.write(this.#late);
      this.#late = [];
    }
  },
  'should write nothing for a batch without rows': class extends Place {
    override write(rows: readonly SinkRow[]) {
      super.write(rows.length === 0 ? [{ id: '', n: 0 }] : rows);
    }
  },
  'should write thousands of rows of one batch': class extends Place {
    override write(rows: readonly SinkRow[]) {
      super.write(rows.slice(0, 4096));
    }
  },
  'should write nothing of a batch with a row that cannot be written, and then the next': class extends Place {
    override write(rows: readonly SinkRow[]) {
      for (const row of rows) super.write([row]);
    }
  },
  'should go on behind what is there when it is opened again': class extends Place {
    override open() {
      this.all = [];
      return super.open();
    }
  },
  'should open again what it gave up, and give up nothing twice': class extends Place {
    #closed = false;
    override write(rows: readonly SinkRow[]) {
      if (this.#closed) throw new Error('closed');
      super.write(rows);
    }
    override close() {
      this.#closed = true;
    }
  },
  'should do with a row that is written again what it is there for': class extends Place {
    override put(rows: readonly SinkRow[]) {
      const ids = new Set(this.again === 'adds' ? rows.map(({ id }) => id) : []);
      this.all = [...this.all.filter(({ id }) => !ids.has(id)), ...rows];
    }
  },
  'should keep text and numbers as they are': class extends Place {
    override put(rows: readonly SinkRow[]) {
      super.put(rows.map(({ id, n }) => ({ id: id.trim(), n: Math.fround(n) })));
    }
  },
};

async function findings(title: string, place: SinkFixture): Promise<unknown[]> {
  const found: unknown[] = [];
  try {
    await ROWS[title]?.(place, (actual, expected) => {
      if (JSON.stringify(actual) !== JSON.stringify(expected)) found.push([actual, expected]);
    });
  } catch (error) {
    found.push(error);
  }
  return found;
}

describe('the cases of describeSink', () => {
  for (const [title, Faulty] of Object.entries(FAULTS)) {
    it(`find a sink that breaks "${title}"`, async () => {
      for (const again of ['replaces', 'adds'] as const) {
        expect(await findings(title, new Place(again))).toEqual([]);
        expect((await findings(title, new Faulty(again))).length).toBeGreaterThan(0);
      }
    });
  }

  it('have a fault for each', () => {
    expect(Object.keys(FAULTS)).toEqual(Object.keys(ROWS));
  });
});
