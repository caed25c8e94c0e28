import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { build } from 'esbuild';

export interface ScriptOptions {
  /** Flags for Node, such as `--stack-size=200` or `--max-old-space-size=64`. */
  readonly flags?: readonly string[];
  readonly args?: readonly string[];
  /** Milliseconds until the process is killed; 15 s by default. */
  readonly timeout?: number;
}

export interface ScriptResult {
  /** Exit code; null when a signal ended it, as the timeout does. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a TypeScript file in a Node process of its own, the same Node that runs the specs.
 *
 * @param entry Path from the top of the repository: `spec/flow/deep-pipeline.script.ts`.
 */
export async function runScript(entry: string, options: ScriptOptions = {}): Promise<ScriptResult> {
  const { flags = [], args = [], timeout = 15_000 } = options;
  const outfile = await bundleScript(entry);
  const child = spawn(process.execPath, ['--enable-source-maps', ...flags, outfile, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout,
    killSignal: 'SIGKILL',
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...output }));
  });
}

/** Bundles it, and tells where to. */
export async function bundleScript(entry: string): Promise<string> {
  const outfile = `build/scripts/${basename(entry, '.ts')}-${process.pid}.mjs`;
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    packages: 'external',
    sourcemap: 'inline',
  });
  return outfile;
}
