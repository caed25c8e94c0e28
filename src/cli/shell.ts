import type { Readable } from 'node:stream';
import type { Observable, SchedulerLike } from 'rxjs';

/** What is used of `process.stdout` and `process.stderr`. */
export interface Output {
  write: (text: string, written?: (error?: Error | null) => void) => boolean;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

export type Signal = 'SIGINT' | 'SIGTERM';

/** All that a command sees of the world; a spec gives it another one. */
export interface Shell {
  /** Without the program and the script. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly platform: string;
  /** The path of the script, as it was started. */
  readonly script: string;
  readonly version: string;
  readonly stdin: Readable;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Whoever subscribes takes the signals over; without a subscriber they end the process. */
  readonly signals$: Observable<Signal>;
  /** Errors that nobody caught, of what user code left behind. */
  readonly crashes$: Observable<unknown>;
  /** Timers, and the time. */
  readonly scheduler: SchedulerLike;
}
