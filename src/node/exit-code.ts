/** How the command ends; `docs/command.md` has the table. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  /** The run came to its end, and some of its items have no value. */
  itemsFailed: 3,
  /** Stopped before its end, with all that was accepted stored: EX_TEMPFAIL of sysexits.h. */
  stopped: 75,
  /** After a second signal: 128 and its number, as shells have it. */
  SIGINT: 130,
  SIGTERM: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
