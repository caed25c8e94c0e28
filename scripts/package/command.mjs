import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What it answers, and that a malformed line is no item, rest on there being one copy of the library. */
const JOB = `
  import { defineBatch, settled } from 'sluice';
  import { readJsonLines } from 'sluice/sources';
  export default defineBatch({
    targets: readJsonLines(new TextEncoder().encode('1\\n{\\n3\\n')),
    processChunks: (numbers) =>
      settled(numbers.map((n) => ({ status: 'fulfilled', value: 2 * n }))),
  });
`;

/** The command as it is installed, beside nothing but RxJS: it brings what it needs, with the licences. */
export function checkCommand(folder) {
  writeFileSync(join(folder, 'people.csv'), 'name,city\nAda,London\n"Hopper, G.",New York\n');
  writeFileSync(join(folder, 'work.mjs'), 'export default ({ city }) => city.length;\n');
  writeFileSync(join(folder, 'job.mjs'), JOB);
  const licenses = readFileSync(join(folder, 'node_modules/sluice/dist/cli/LICENSES.txt'), 'utf8');
  return [
    ...problems(folder, ['--help'], 0, /sluice COMMAND/),
    ...problems(folder, ['run', '--input', 'people.csv', '--work', 'work.mjs'], 0, /^$/),
    ...problems(folder, ['results', 'people'], 0, /^6\n8\n$/),
    ...problems(folder, ['run', 'job.mjs', '--chunk', '1'], 3, /^$/),
    ...problems(folder, ['results', 'job'], 0, /^2\n6\n$/),
    ...['log-update', 'papaparse']
      .filter((name) => !licenses.includes(`\n${name} `))
      .map((name) => `the licence of ${name} is missing`),
  ];
}

function problems(cwd, args, code, output) {
  const file = join(cwd, 'node_modules/.bin/sluice');
  const { status, stdout, stderr } = spawnSync(file, args, { cwd, encoding: 'utf8' });
  if (status === code && output.test(stdout)) return [];
  return [`sluice ${args.join(' ')} exits with ${status}:\n${stdout}${stderr}`];
}
