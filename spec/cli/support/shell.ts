import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Subject, VirtualTimeScheduler } from 'rxjs';
import { runCommandLine } from '../../../src/cli/command-line.js';
import type { Output, Shell, Signal } from '../../../src/cli/shell.js';
import type { UserWork } from '../../../src/cli/work-module.js';
import { makeDir } from '../../node/support/dirs.js';

/** 2026-11-23T12:00:00Z. */
export const NOON = Date.UTC(2026, 10, 23, 12);

/** An output that keeps what it is given. */
export class FakeOutput implements Output {
  text = '';
  /** What every write fails with, as when nobody reads any more. */
  failure: Error | undefined;

  constructor(
    readonly isTTY = false,
    public columns?: number,
    public rows?: number,
  ) {}

  // A member of the object, as streams of Node let it be replaced.
  write = (text: string, written?: (error?: Error | null) => void): boolean => {
    if (this.failure === undefined) this.text += text;
    queueMicrotask(() => written?.(this.failure));
    return true;
  };

  get lines(): readonly string[] {
    return this.text.split('\n').slice(0, -1);
  }
}

/** Time that passes when a spec says so. */
export class HandScheduler extends VirtualTimeScheduler {
  override now = (): number => NOON + this.frame;

  constructor() {
    super();
    this.maxFrames = 0;
  }

  /** Lets time pass, and runs what is due meanwhile. */
  pass(ms: number): void {
    this.maxFrames += ms;
    this.flush();
    this.frame = this.maxFrames;
  }
}

export interface FakeShell extends Shell {
  readonly stdout: FakeOutput;
  readonly stderr: FakeOutput;
  readonly signals$: Subject<Signal>;
  readonly crashes$: Subject<unknown>;
  readonly scheduler: HandScheduler;
}

export function fakeShell(given: Partial<Omit<FakeShell, 'stdin'>> & { stdin?: string } = {}) {
  const shell: FakeShell = {
    args: [],
    env: { npm_command: 'exec' },
    cwd: '/folder',
    platform: 'linux',
    script: '/bin/sluice',
    version: '1.2.3',
    stdout: new FakeOutput(),
    stderr: new FakeOutput(),
    signals$: new Subject(),
    crashes$: new Subject(),
    scheduler: new HandScheduler(),
    ...given,
    stdin: Readable.from([Buffer.from(given.stdin ?? '')]),
  };
  return shell;
}

type Started = FakeShell & { readonly code: Promise<number> };

/** A folder with an input of five items, and a module of work that a spec can set. */
export async function makeDesk() {
  const dir = await makeDir();
  await mkdir(dir.path);
  const at = (name: string) => join(dir.path, name);
  const key = `sluice-spec-${dir.path}`;
  const realm = globalThis as unknown as Record<string, UserWork | undefined>;
  const desk = {
    path: dir.path,
    at,
    work: ((item) => `<${String(item)}>`) as UserWork,
    write: (name: string, text: string) => writeFile(at(name), text),
    read: (name: string) => readFile(at(name), 'utf8'),
    /** Starts a command there. */
    start(line: string, given: Parameters<typeof fakeShell>[0] = {}): Started {
      const args = line.split(' ').filter((word) => word !== '');
      const shell = fakeShell({ cwd: dir.path, args, ...given });
      return Object.assign(shell, { code: runCommandLine(shell) });
    },
    /** Runs one to its end. */
    async command(line: string, given: Parameters<typeof fakeShell>[0] = {}) {
      const shell = desk.start(line, given);
      const code = await shell.code;
      return { code, out: shell.stdout.lines, err: shell.stderr.lines };
    },
    remove: async () => {
      realm[key] = undefined;
      await dir.remove();
    },
  };
  realm[key] = (item, context) => desk.work(item, context);
  await desk.write('items.txt', 'a\nb\nc\nd\ne\n');
  await desk.write('work.mjs', `export default globalThis[${JSON.stringify(key)}];\n`);
  return desk;
}

export type Desk = Awaited<ReturnType<typeof makeDesk>>;

/** A promise, and what settles it. */
export function gate<T = void>() {
  let open: (value: T) => void = () => undefined;
  let fail: (reason: unknown) => void = () => undefined;
  const opened = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { opened, open, fail };
}
