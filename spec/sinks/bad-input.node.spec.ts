import * as sinks from '../../src/sinks/index.js';
import { describeBadInput, thrownBy, told } from '../support/bad-input.js';
import { KINDS } from '../support/bad-values.js';
import { given, type PublicFunction } from '../support/public-options.js';

const sink = { write: () => undefined };
const run = () => undefined;
const loose = { name: 'loose', schema: { primKey: { keyPath: null } }, db: {}, bulkPut: run };
const target = () => new WritableStream();

const SINK_FUNCTIONS: readonly PublicFunction[] = [
  {
    name: 'writeTo',
    positions: { sink: KINDS.sink },
    optionsAt: 'options',
    options: {
      row: KINDS.callback,
      failed: KINDS.sink,
      prefetch: KINDS.fromZero,
      flow: KINDS.flow,
    },
    call: (args, { source$ }) =>
      source$.pipe(sinks.writeTo(given(args, 'sink', sink), args['options'] as never)),
  },
  {
    name: 'dexieTable',
    positions: { table: KINDS.dexieTable },
    optionsAt: 'options',
    whole: KINDS.neededOptions,
    options: { row: KINDS.callback, key: { ...KINDS.callback, apart: ['undefined'] } },
    beside: () => ({ key: () => 'a' }),
    call: (args) =>
      sinks.dexieTable(given(args, 'table', loose), given(args, 'options', { key: () => 'a' })),
  },
  {
    name: 'sqlTable',
    positions: { db: KINDS.sqlDatabase, table: KINDS.sqlName },
    optionsAt: 'options',
    whole: KINDS.neededOptions,
    options: { key: KINDS.sqlNames, row: KINDS.callback, placeholders: KINDS.placeholders },
    beside: () => ({ key: 'id' }),
    call: (args) =>
      sinks.sqlTable(
        given(args, 'db', run),
        given(args, 'table', 'place'),
        given(args, 'options', { key: 'id' }),
      ),
  },
  {
    name: 'jsonLinesFile',
    positions: { target: KINDS.textTarget },
    options: {},
    call: (args) => sinks.jsonLinesFile(given(args, 'target', target())),
  },
  {
    name: 'csvFile',
    positions: { target: KINDS.textTarget },
    optionsAt: 'options',
    whole: KINDS.neededOptions,
    options: { columns: KINDS.columns },
    beside: () => ({ columns: ['id'] }),
    call: (args) =>
      sinks.csvFile(given(args, 'target', target()), given(args, 'options', { columns: ['id'] })),
  },
];

describeBadInput('bad input of sluice/sinks', sinks, SINK_FUNCTIONS);

describe('bad input of sluice/sinks that is looked at by itself', () => {
  it('should be a path that no file can have', () => {
    for (const path of ['', 'a\0b']) {
      const wanted = `must be a path that is not empty, without U+0000; received ${JSON.stringify(path)}`;
      expect(told(thrownBy(() => sinks.jsonLinesFile(path)))).toContain(wanted);
      expect(told(thrownBy(() => sinks.csvFile(path, { columns: ['a'] })))).toContain(wanted);
    }
  });

  it('should be options without what is needed', () => {
    const calls = [
      () => sinks.sqlTable(run, 'place', {} as never),
      () => sinks.csvFile(target(), {} as never),
      () => sinks.dexieTable(loose as never),
    ];
    const codes = calls.map((call) => thrownBy(call)?.code);
    expect(new Set(codes)).toEqual(new Set(['ERR_INCOMPATIBLE_OPTIONS']));
  });
});
