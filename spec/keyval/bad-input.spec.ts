import * as keyval from '../../src/keyval/index.js';
import { describeBadInput } from '../support/bad-input.js';
import { KINDS } from '../support/bad-values.js';
import { given } from '../support/public-options.js';

describeBadInput('bad input of sluice/keyval', keyval, [
  {
    name: 'keyvalStore',
    positions: { name: KINDS.database },
    optionsAt: 'options',
    options: {
      durability: KINDS.pageDurability,
      format: KINDS.format,
      compression: KINDS.compression,
    },
    call: (args) => keyval.keyvalStore(given(args, 'name', 'runs'), args['options'] as never),
  },
  {
    name: 'keyvalCache',
    positions: { name: KINDS.database },
    options: {},
    call: (args) => keyval.keyvalCache(given(args, 'name', 'cache')),
  },
]);
