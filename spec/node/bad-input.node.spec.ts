import * as node from '../../src/node/index.js';
import { describeBadInput } from '../support/bad-input.js';
import { KINDS } from '../support/bad-values.js';
import { given, type PublicFunction } from '../support/public-options.js';

const { durability, compression } = KINDS;

const FILE_STORES: readonly PublicFunction[] = [
  {
    name: 'jsonLinesStore',
    positions: { dir: KINDS.folder },
    optionsAt: 'options',
    options: { durability, compression },
    call: (args) => node.jsonLinesStore(given(args, 'dir', 'runs'), args['options'] as never),
  },
  {
    name: 'binaryStore',
    positions: { dir: KINDS.folder },
    optionsAt: 'options',
    options: { durability, compression },
    call: (args) => node.binaryStore(given(args, 'dir', 'runs'), args['options'] as never),
  },
  {
    name: 'openStore',
    positions: { dir: KINDS.folder },
    optionsAt: 'options',
    options: { format: KINDS.fileFormat, durability, compression },
    call: (args) => node.openStore(given(args, 'dir', 'runs'), args['options'] as never),
  },
];

// The others listen to the process, or read a file when they are called: their own specs give them wrong values.
describeBadInput('bad input of sluice/node', node, FILE_STORES, [
  ...['drainOnSignals', 'exitCodeOf', 'loadConfig', 'stopSignals'],
]);
