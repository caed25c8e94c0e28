import fc from 'fast-check';
import { command, type Command } from './command.js';
import {
  hasCalls,
  isOff,
  isOn,
  isStarted,
  isStoreBroken,
  mayConfigure,
  mayGive,
  mayRepeat,
} from './conditions.js';
import type { Harness } from './harness.js';

const FAULTS = ['open', 'throw', 'reject', 'close'] as const;

const callOf = ({ ports }: Harness, index = 0) => {
  const { open } = ports.work;
  return open[index % open.length] as (typeof open)[number];
};

function give({ ledger }: Harness, count = 0): void {
  for (let i = 0; i <= count; i++) ledger.give();
}

/** Fails a call, and then those that follow for the same items. */
async function failOften(harness: Harness, index = 0, times = 0): Promise<void> {
  const call = callOf(harness, index);
  let next: typeof call | undefined = call;
  for (let i = 0; i <= times && next !== undefined; i++) {
    harness.ports.work.answer(next, new Error('the call failed'));
    await harness.settled();
    await harness.time.tick(3);
    await harness.settled();
    next = harness.ports.work.open.find(({ ids }) => ids.join() === call.ids.join());
  }
}

/** Kinds of commands, and how often each is to come. */
const ALL: readonly (readonly [weight: number, arbitrary: fc.Arbitrary<Command>])[] = [
  [4, command('Start', isOff, (harness, retry) => harness.begin(retry === 0), 2)],
  [
    1,
    command('Pause', isOn, (harness) => {
      harness.paused = true;
      harness.pipeline?.pause();
    }),
  ],
  [
    2,
    command(
      'Resume',
      ({ paused }) => paused,
      (harness) => {
        harness.paused = false;
        harness.pipeline?.resume();
      },
    ),
  ],
  [
    1,
    command(
      'Configure',
      mayConfigure,
      ({ ledger, pipeline }, concurrency = 0) => {
        ledger.configure(1 + concurrency);
        pipeline?.setConcurrency(1 + concurrency);
      },
      4,
    ),
  ],
  [
    1,
    command(
      'Drain',
      isOn,
      (harness, ms = 0) => {
        harness.drain(ms % 2 === 0 ? undefined : ms);
      },
      19,
    ),
  ],
  [
    1,
    command('Stop', isOn, (harness) => {
      harness.stop();
    }),
  ],
  [1, command('Crash', isStarted, (harness, written = 0) => harness.crash(written), 3)],
  [1, command('OpenSecond', isStarted, (harness) => harness.openSecond())],
  [
    1,
    command(
      'StoreFail',
      isOn,
      ({ ports }, fault = 0) => {
        ports.store.fails = FAULTS[fault];
      },
      FAULTS.length - 1,
    ),
  ],
  [
    1,
    command(
      'StoreHold',
      () => true,
      ({ ports }) => {
        ports.store.holds = true;
      },
    ),
  ],
  [
    2,
    command('StoreRecover', isStoreBroken, ({ ports }) => {
      ports.store.recover();
    }),
  ],
  [
    1,
    command(
      'Tick',
      () => true,
      ({ time }, ms = 0) => time.tick(ms),
      30,
    ),
  ],
  [
    1,
    command(
      'ClockJump',
      () => true,
      ({ time }, hours = 0) => {
        time.jump((hours - 24) * 3_600_000);
      },
      48,
    ),
  ],
  [
    4,
    command(
      'EmitSync',
      mayGive,
      (harness, count) => {
        give(harness, count);
        harness.ports.source.wake();
      },
      11,
    ),
  ],
  [
    4,
    command(
      'EmitAsync',
      mayGive,
      async (harness, count) => {
        give(harness, count);
        await Promise.resolve();
        harness.ports.source.wake();
      },
      11,
    ),
  ],
  [
    2,
    command(
      'Duplicate',
      mayRepeat,
      ({ ledger, ports }, index = 0) => {
        ledger.give(ledger.elements[index % ledger.elements.length]);
        ports.source.wake();
      },
      30,
    ),
  ],
  [
    1,
    command('SourceError', isOn, ({ ports }) => {
      ports.source.fail();
    }),
  ],
  [
    1,
    command(
      'SourceComplete',
      ({ ledger }) => !ledger.complete,
      ({ ledger, ports }) => {
        ledger.complete = true;
        ports.source.wake();
      },
    ),
  ],
  [
    8,
    command(
      'WorkResolve',
      hasCalls,
      (harness, index) => {
        const call = callOf(harness, index);
        harness.ports.work.answer(call, harness.verdictsOf(call, undefined));
      },
      9,
    ),
  ],
  [
    3,
    command(
      'WorkReject',
      hasCalls,
      (harness, index, place = 0) => {
        const call = callOf(harness, index);
        harness.ports.work.answer(call, harness.verdictsOf(call, place % call.ids.length));
      },
      9,
      9,
    ),
  ],
  [2, command('WorkFail', hasCalls, failOften, 9, 2)],
  [
    2,
    command(
      'LateResolve',
      ({ ports }) => ports.work.givenUp.length > 0,
      ({ ports }, index = 0) => {
        ports.work.late(index);
      },
      9,
    ),
  ],
  [
    1,
    command(
      'WorkInstantly',
      isOn,
      ({ ports }, on) => {
        ports.work.instant = on === 1;
      },
      1,
    ),
  ],
];

export const COMMANDS = ALL.length;

/** Up to so many commands. */
export const sequences = (most: number) =>
  fc.commands(
    ALL.flatMap(([weight, arbitrary]) => Array.from({ length: weight }, () => arbitrary)),
    { maxCommands: most, size: 'max' },
  );
