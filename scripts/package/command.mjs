import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The command as it is installed, beside nothing but RxJS: it brings what it needs, with the licences. */
export function checkCommand(folder) {
  writeFileSync(join(folder, 'people.csv'), 'name,city\nAda,London\n"Hopper, G.",New York\n');
  writeFileSync(join(folder, 'work.mjs'), 'export default ({ city }) => city.length;\n');
  const licenses = readFileSync(join(folder, 'node_modules/sluice/dist/cli/LICENSES.txt'), 'utf8');
  return [
    ...problems(folder, ['--help'], 0, /sluice COMMAND/),
    ...problems(folder, ['run', '--input', 'people.csv', '--work', 'work.mjs'], 0, /^$/),
    ...problems(folder, ['results', 'people'], 0, /^6\n8\n$/),
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
