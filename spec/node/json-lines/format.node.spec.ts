import { checkpointMembers, markOf, type Checkpoint } from '../../../src/store/codec/checkpoint.js';
import { countOf } from '../../../src/store/codec/stored-record.js';
import {
  checkpointOf,
  headerLine,
  isHeader,
  isRecord,
  isState,
  rangesIn,
  stateLine,
} from '../../../src/node/json-lines/format.js';
import { sealed, unsealed } from '../../../src/node/json-lines/line.js';

const CHECKPOINT: Checkpoint = { done: [[0, 4]], items: 4, failed: 1, at: 17 };
const HEADER = {
  version: 1,
  runId: 'run',
  segment: 2,
  epoch: 3,
  createdAt: 5,
  fingerprint: { identity: 'key' },
  previous: 99,
  recovered: [],
} as const;

const contentOf = (line: Buffer) => unsealed(line.subarray(0, -1));
const membersOf = (checkpoint: Checkpoint) =>
  JSON.parse(`{"a":1${checkpointMembers(checkpoint)}`) as Record<string, unknown>;

describe('headerLine', () => {
  it('should name the format and its version, and be known again', () => {
    const line = contentOf(headerLine({ ...HEADER, ...CHECKPOINT }));

    expect(line).toEqual({
      sum: jasmine.any(String) as never,
      format: 'sluice-results',
      ...HEADER,
      ...CHECKPOINT,
    });
    expect([isHeader(line), isRecord(line), isState(line)]).toEqual([true, false, false]);
  });
});

describe('stateLine', () => {
  it('should say how the run was given back, and be known again', () => {
    const line = contentOf(stateLine('completed', CHECKPOINT));

    expect(line).toEqual({
      sum: jasmine.any(String) as never,
      state: 'completed',
      ...CHECKPOINT,
    });
    expect([isHeader(line), isRecord(line), isState(line)]).toEqual([false, false, true]);
  });
});

describe('isHeader', () => {
  it('should be true of any version', () => {
    expect(isHeader({ format: 'sluice-results', version: 'next' })).toBeTrue();
    expect(isHeader({ format: 'other', version: 1 })).toBeFalse();
    expect(isHeader(undefined)).toBeFalse();
  });
});

describe('isRecord', () => {
  it('should ask for ranges and a checkpoint', () => {
    const line = { ranges: [], done: [], items: 0, failed: 0 };
    expect(isRecord(line)).toBeTrue();
    for (const name of Object.keys(line)) {
      expect(isRecord({ ...line, [name]: 'no' }))
        .withContext(name)
        .toBeFalse();
    }
    expect(isRecord(undefined)).toBeFalse();
  });
});

describe('isState', () => {
  it('should ask for a state and a checkpoint', () => {
    const line = { state: 'completed', done: [], items: 0, failed: 0 };
    expect(isState(line)).toBeTrue();
    for (const name of Object.keys(line)) {
      expect(isState({ ...line, [name]: 0.5 }))
        .withContext(name)
        .toBeFalse();
    }
    expect(isState(undefined)).toBeFalse();
  });
});

describe('checkpointMembers', () => {
  it('should write what is done, and end the line', () => {
    expect(checkpointMembers(CHECKPOINT)).toBe(',"done":[[0,4]],"items":4,"failed":1,"at":17}');
  });

  it('should write the mark, with a cursor of any plain value', () => {
    for (const cursor of [0, 'text', null, { byte: 9, path: ['a'] }]) {
      const mark = { position: 4, cursor };
      expect(membersOf({ ...CHECKPOINT, mark })).toEqual({ a: 1, mark, ...CHECKPOINT });
    }
    const mark = { position: 4, cursor: undefined };
    expect(membersOf({ ...CHECKPOINT, mark })['mark']).toEqual({ position: 4 });
  });

  it('should leave out a mark whose cursor JSON would change, or that throws', () => {
    const throwing = {
      get byte(): never {
        throw new Error('not yours');
      },
    };
    for (const cursor of [new Date(0), NaN, 5n, { at: undefined }, throwing]) {
      const members = membersOf({ ...CHECKPOINT, mark: { position: 4, cursor } });
      expect(members).toEqual({ a: 1, ...CHECKPOINT });
    }
  });
});

describe('checkpointOf', () => {
  it('should take only what belongs to it, and a mark where there is one', () => {
    const mark = { position: 4, cursor: 1 };
    expect(checkpointOf({ ...CHECKPOINT, ...{ ranges: [[0, 4]] } })).toEqual(CHECKPOINT);
    expect(checkpointOf({ ...CHECKPOINT, mark })).toEqual({ ...CHECKPOINT, mark });
  });
});

describe('markOf', () => {
  it('should give back a cursor of undefined, which JSON leaves out', () => {
    expect(markOf(CHECKPOINT)).toBeUndefined();
    const found = markOf({ ...CHECKPOINT, mark: { position: 4 } as never });
    expect(found).toEqual({ position: 4, cursor: undefined });
    expect(Object.keys(found ?? {})).toEqual(['position', 'cursor']);
  });
});

describe('countOf', () => {
  it('should count positions', () => {
    expect(countOf([])).toBe(0);
    expect(
      countOf([
        [0, 4],
        [9, 10],
      ]),
    ).toBe(5);
  });
});

describe('rangesIn', () => {
  const line = (ranges: string) => sealed(`"ranges":${ranges},"values":[]}`);

  it('should read the beginnings of lines, of damaged ones and of one without an end, too', () => {
    const damaged = line('[[4,6],[9,10]]');
    damaged[damaged.length - 4] = 0;
    const bytes = Buffer.concat([line('[[0,2]]'), damaged, line('[[2,4]]').subarray(0, -6)]);

    expect(rangesIn(bytes)).toEqual([
      [0, 2],
      [4, 6],
      [9, 10],
      [2, 4],
    ]);
  });

  it('should believe nothing else', () => {
    const wrong = ['[]', '[[0]]', '[[0,-1]]', '[[0,1],]', '[[0,1.5]]', '"[[0,1]]"'].map(line);
    const within = Buffer.from('x{"sum":"00000000","ranges":[[0,1]],');
    const short = line('[[0,1]]').subarray(0, 26);
    // Which is the end of a line in text, and no end of a line here: a body may have it.
    const body = Buffer.from('\0\r{"sum":"00000000","ranges":[[0,1]],');
    for (const bytes of [...wrong, within, short, body, Buffer.alloc(0)]) {
      expect(rangesIn(bytes)).withContext(bytes.toString()).toEqual([]);
    }
  });
});
