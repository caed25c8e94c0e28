import * as sqlite from '../../src/sqlite/index.js';
import { describeBadInput } from '../support/bad-input.js';
import { KINDS } from '../support/bad-values.js';
import { given } from '../support/public-options.js';

describeBadInput('bad input of sluice/sqlite', sqlite, [
  {
    name: 'sqliteStore',
    positions: { file: KINDS.file },
    optionsAt: 'options',
    options: { durability: KINDS.durability, compression: KINDS.compression },
    call: (args) => sqlite.sqliteStore(given(args, 'file', 'runs.db'), args['options'] as never),
  },
  {
    name: 'sqliteCache',
    positions: { file: KINDS.file },
    options: {},
    call: (args) => sqlite.sqliteCache(given(args, 'file', 'cache.db')),
  },
]);
