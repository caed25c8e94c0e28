import * as dexie from '../../src/dexie/index.js';
import { describeBadInput } from '../support/bad-input.js';
import { KINDS } from '../support/bad-values.js';
import { given } from '../support/public-options.js';

describeBadInput('bad input of sluice/dexie', dexie, [
  {
    name: 'dexieStore',
    positions: { name: KINDS.database },
    optionsAt: 'options',
    options: {
      durability: KINDS.pageDurability,
      format: KINDS.format,
      compression: KINDS.compression,
    },
    call: (args) => dexie.dexieStore(given(args, 'name', 'runs'), args['options'] as never),
  },
]);
