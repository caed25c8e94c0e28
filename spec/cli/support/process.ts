import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { build } from 'esbuild';

/** Bundles the command as specs are bundled: of the sources as they are, mutants included. */
export async function buildCommand(): Promise<string> {
  // As deep as dist/cli, from where it finds its package.json.
  const outfile = resolve(`build/scripts/sluice-${process.pid}.mjs`);
  await build({
    entryPoints: ['src/cli/main.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    packages: 'external',
  });
  return outfile;
}

/** A command in a process of its own. */
export class CommandProcess {
  stdout = '';
  stderr = '';
  readonly child: ChildProcess;
  readonly #closed: Promise<readonly [code: number | null, signal: string | null]>;

  constructor(script: string, cwd: string, line: string, env: NodeJS.ProcessEnv = {}) {
    const args = line.split(' ');
    this.child = spawn(process.execPath, [script, ...args], {
      cwd,
      // As if neither npm nor a build had started it.
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 15_000,
      killSignal: 'SIGKILL',
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.#closed = once(this.child, 'close') as Promise<[number | null, string | null]>;
  }

  /** Waits until it has printed so many lines like that, on stdout or stderr. */
  async printed(pattern: RegExp, times = 1): Promise<void> {
    const { stdout, stderr } = this.child;
    for (;;) {
      const found = [...`${this.stdout}\n${this.stderr}`.matchAll(new RegExp(pattern, 'gm'))];
      if (found.length >= times) return;
      if (this.child.exitCode !== null) throw new Error(`ended without ${pattern}: ${this.stderr}`);
      const heard = new AbortController();
      const { signal } = heard;
      const news = [stdout, stderr].map(
        async (stream) => stream && once(stream, 'data', { signal }),
      );
      await Promise.race([...news, this.#closed]);
      heard.abort();
      await Promise.allSettled(news);
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** The exit code, or the signal that ended it. */
  async end(): Promise<number | string | null> {
    const [code, signal] = await this.#closed;
    return code ?? signal;
  }

  get lastLine(): string | undefined {
    return this.stderr.trimEnd().split('\n').at(-1);
  }
}
