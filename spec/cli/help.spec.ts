import type { Command } from '../../src/cli/command.js';
import { EXIT } from '../../src/node/exit-code.js';
import { helpOf, helpOfAll } from '../../src/cli/help.js';

const status: Command = {
  name: 'status',
  operand: 'ID',
  about: 'tells how far a run is',
  options: { json: { about: 'as JSON' }, store: { value: 'DIR', about: 'the folder' } },
  notes: ['It reads only.'],
  run: () => Promise.resolve(EXIT.done),
};

describe('help', () => {
  it('should name each command with what it takes', () => {
    expect(helpOfAll([status])).toContain('  status ID                 tells how far a run is\n');
  });

  it('should name every exit code', () => {
    const help = helpOfAll([]);
    for (const code of Object.values(EXIT)) expect(help).toContain(String(code));
  });

  it('should name each option of a command with its value, and its notes', () => {
    expect(helpOf(status)).toBe(
      [
        'sluice status ID [OPTIONS]: tells how far a run is.',
        '',
        '  --json                    as JSON',
        '  --store DIR               the folder',
        '  --help                    this help',
        '',
        'It reads only.',
        '',
      ].join('\n'),
    );
  });
});
