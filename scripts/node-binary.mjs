import { execFileSync } from 'node:child_process';

/** Exact, so that a run without a network finds it in npm's cache. */
const VERSIONS = { 24: '24.21.0' };

/**
 * Path of another Node, fetched from the npm registry.
 *
 * It is deliberately no dependency: a package with a `node` command in node_modules/.bin would
 * take the place of the real `node` in every npm script.
 */
export function nodeBinary(major) {
  const version = VERSIONS[major];
  if (process.version === `v${version}`) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const spec = `node-${platform}-${process.arch}@${version}`;
  return execFileSync(
    'npm',
    [
      'exec',
      '--yes',
      '--prefer-offline',
      `--package=${spec}`,
      '--',
      'node',
      '-p',
      'process.execPath',
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], shell: process.platform === 'win32' },
  ).trim();
}
