// Checks the package as its users get it: packed, installed elsewhere, imported, compiled, bundled.
//
//   npm run package [-- --update]     --update accepts today's exports and sizes
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkBudgets } from './package/budgets.mjs';
import { checkCommand } from './package/command.mjs';
import { checkConsumers } from './package/consumers.mjs';
import { checkExports } from './package/exports.mjs';
import { checkTarball } from './package/tarball.mjs';
import { checkTenMinutes } from './package/ten-minutes.mjs';

const update = process.argv.includes('--update');
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const subpaths = Object.keys(manifest.exports).filter((path) => !path.endsWith('.json'));

const tarball = pack();
const away = mkdtempSync(join(tmpdir(), 'sluice-package-'));
try {
  install(away);
  const problems = [
    ...step('contents of the tarball', () => checkTarball(tarball.files)),
    ...step('publint', () => tool('publint/src/cli.js', 'run', tarball.path, '--strict')),
    ...step('are the types wrong', () =>
      tool('@arethetypeswrong/cli/dist/index.js', tarball.path, '--profile', 'esm-only'),
    ),
    ...step('exports by import and by require', () => checkExports(away, subpaths, update)),
    ...step('the command as installed', () => checkCommand(away)),
    ...step('types at a consumer', () => checkConsumers(away)),
    ...(await step('ten minutes in Node, and in a page', () => checkTenMinutes(tarball.path))),
    ...(await step('size of each export', () => checkBudgets(away, subpaths, update))),
  ];
  for (const problem of problems) console.error(`- ${problem}`);
  console.log(problems.length === 0 ? 'The package is sound.' : `${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  rmSync(away, { recursive: true, force: true });
}

function pack() {
  mkdirSync('build/package', { recursive: true });
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
  const output = execFileSync(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', 'build/package'],
    { encoding: 'utf8' },
  );
  const [{ filename, files }] = Object.values(JSON.parse(output));
  return { path: resolve('build/package', filename), files: files.map(({ path }) => path) };
}

/** Outside of the repository, so that nothing resolves from its node_modules by accident. */
function install(folder) {
  const { rxjs, '@types/node': node } = manifest.devDependencies;
  execFileSync(
    'npm',
    [
      ...['install', '--prefix', folder, '--prefer-offline', '--no-audit', '--no-fund', '--silent'],
      ...[tarball.path, `rxjs@${rxjs}`, `@types/node@${node}`],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
}

function step(title, check) {
  console.log(`--- ${title}`);
  return check();
}

function tool(script, ...args) {
  try {
    execFileSync(process.execPath, [join('node_modules', script), ...args], { stdio: 'inherit' });
    return [];
  } catch {
    return [`${script} has complaints, see above`];
  }
}
