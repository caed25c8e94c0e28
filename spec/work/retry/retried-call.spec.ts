import { NEVER, Observable, of, Subject, VirtualTimeScheduler } from 'rxjs';
import { swapAmbient, ambientGate } from '../../../src/flow/ambient.js';
import { Gate } from '../../../src/flow/gate.js';
import type { Answer } from '../../../src/work/answer.js';
import { Attempt } from '../../../src/work/attempt.js';
import { callPolicy } from '../../../src/work/retry/call-policy.js';
import { RetriedCall, type Failure } from '../../../src/work/retry/retried-call.js';
import { readRetry, type RetryOptions } from '../../../src/work/retry/retry-options.js';
import { broken } from '../../support/trials.js';

/** Logs what is told. */
class Logged extends RetriedCall<string> {
  readonly log: string[] = [];
  readonly attempts: Attempt[] = [];
  /** Where another call has to wait, it is kept here. */
  turns: (() => void)[] | undefined;
  /** Called for each line of the log. */
  hear: (line: string) => void = () => undefined;

  constructor(
    readonly fn: (attempt: Attempt) => Answer<string>,
    retry: RetryOptions = {},
    readonly scheduler = new VirtualTimeScheduler(),
    timeout?: number,
  ) {
    super(callPolicy(readRetry('f', retry, scheduler), scheduler, timeout));
  }

  protected override attempt(): Attempt {
    const attempt = new Attempt(this.attempts.length + 1);
    this.attempts.push(attempt);
    return attempt;
  }
  protected override call(attempt: Attempt): Answer<string> {
    this.#say(`call ${attempt.attempt}`);
    return this.fn(attempt);
  }
  protected override read(answer: string): string {
    if (answer === 'unreadable') throw broken;
    return answer;
  }
  protected override ended(failure?: Failure): void {
    this.#say(failure === undefined ? 'ended well' : 'ended badly');
  }
  protected override fulfilled(value: string): void {
    this.#say(`fulfilled ${value}`);
  }
  protected override rejected({ errorClass }: Failure, attempt: number): void {
    this.#say(`rejected ${attempt} ${errorClass}`);
  }
  protected override willRetry(_: Failure, attempt: number): void {
    this.#say(`retry ${attempt}`);
  }
  protected override late({ attempt }: Attempt): void {
    this.#say(`late ${attempt}`);
  }
  protected override budgetSpent(): void {
    this.#say('spent');
  }
  protected override turn(call: () => void): () => void {
    this.#say('turn');
    if (this.turns === undefined) call();
    else this.turns.push(call);
    return () => {
      this.#say('turn taken back');
    };
  }

  #say(line: string): void {
    this.log.push(line);
    this.hear(line);
  }
}

const throwing = (): never => {
  throw broken;
};
const atOnce = { delay: () => of(1) };

describe('RetriedCall', () => {
  it('should say that a call ended, before what comes of it', () => {
    const call = new Logged(({ attempt }) => (attempt === 1 ? throwing() : 'a'), atOnce);
    call.begin();

    expect(call.log).toEqual([
      ...['call 1', 'ended badly', 'retry 1', 'turn', 'call 2', 'ended well', 'fulfilled a'],
    ]);
  });

  it('should take an answer that cannot be read for a failure', () => {
    const call = new Logged(() => 'unreadable', { count: 0 });
    call.begin();

    expect(call.log).toEqual(['call 1', 'ended badly', 'rejected 1 retryable']);
  });

  it('should begin anew where it is begun while it tells', () => {
    const call = new Logged(() => 'a');
    call.hear = (line) => {
      if (line === 'fulfilled a' && call.attempts.length < 10_000) call.begin();
    };
    call.begin();

    expect(call.attempts.length).toBe(10_000);
  });

  it('should count the retries anew for each beginning', () => {
    const call = new Logged(throwing, { ...atOnce, count: 1 });
    call.begin();
    call.begin();

    expect(call.log.filter((line) => line.startsWith('rejected'))).toEqual([
      'rejected 2 retryable',
      'rejected 4 retryable',
    ]);
  });

  it('should tell of answers that come when the call is given up, and of no others', () => {
    const answers: ((value: string) => void)[] = [];
    const fn = () => ({ then: (fulfil: (value: string) => void) => answers.push(fulfil) });
    const call = new Logged(fn as never, { count: 0 }, new VirtualTimeScheduler(), 5);
    call.begin();
    call.scheduler.flush();
    answers[0]?.('a');
    call.begin();
    answers[1]?.('b');
    answers[1]?.('c');

    expect(call.log.slice(2)).toEqual([
      ...['rejected 1 retryable', 'late 1', 'call 2', 'ended well', 'fulfilled b'],
    ]);
  });

  it('should leave no timer, whatever ends the call', () => {
    const ends: ((call: Logged, subject: Subject<string>) => void)[] = [
      (_, subject) => subject.complete(),
      (_, subject) => subject.error(broken),
      (call) => call.cancel(),
    ];
    for (const end of ends) {
      const subject = new Subject<string>();
      const call = new Logged(() => subject, { count: 0 }, new VirtualTimeScheduler(), 5);
      call.begin();
      expect(call.scheduler.actions.length).toBe(1);
      end(call, subject);
      expect(call.scheduler.actions.length).toBe(0);
    }
  });

  it('should take its turn back when it is left before, and make no call', () => {
    const call = new Logged(throwing, { ...atOnce, count: 1 });
    call.turns = [];
    call.begin();
    expect(call.log.at(-1)).toBe('turn');
    call.cancel();
    call.turns[0]?.();

    expect(call.log.slice(-2)).toEqual(['turn', 'turn taken back']);
  });

  it('should take it back also where it is left while it asks', () => {
    const call = new Logged(throwing, { ...atOnce, count: 1 });
    call.turns = [];
    call.hear = (line) => {
      if (line === 'turn') call.cancel();
    };
    call.begin();

    expect(call.log.slice(-2)).toEqual(['turn', 'turn taken back']);
  });

  it('should do nothing more where whoever is told leaves', () => {
    const leavingAt = (place: string, options: RetryOptions = {}) => {
      const call = new Logged(throwing, { ...atOnce, count: 20, ...options });
      call.hear = (line) => {
        if (line === place) call.cancel();
      };
      call.begin();
      return call.log.at(-1);
    };

    expect(leavingAt('call 1')).toBe('call 1');
    expect(leavingAt('retry 1')).toBe('retry 1');
    expect(leavingAt('spent', { budget: 0 })).toBe('spent');
    expect(leavingAt('retry 1', { delay: () => NEVER })).toBe('retry 1');
  });

  it('should leave a notifier that has it left when it is subscribed', () => {
    let left = 0;
    const delay = () =>
      new Observable(() => {
        call.cancel();
        return () => left++;
      });
    const call: Logged = new Logged(throwing, { delay });
    call.begin();

    expect([left, call.log]).toEqual([1, ['call 1', 'ended badly']]);
  });

  it('should forget what it gives up before it tells anybody', () => {
    const log: string[] = [];
    const call = new Logged(({ signal }) => {
      signal.addEventListener('abort', () => {
        log.push('aborted');
        call.cancel();
      });
      return new Observable<string>(() => () => log.push('left'));
    });
    call.begin();
    call.cancel();

    expect(log).toEqual(['aborted', 'left']);
    expect(call.log).toEqual(['call 1']);
  });

  it('should ask for a notifier outside of the pipeline', () => {
    const gates: unknown[] = [];
    const delay = () => {
      gates.push(ambientGate());
      return of(1);
    };
    const gate = new Gate();
    const before = swapAmbient(gate);
    new Logged(throwing, { count: 1, delay }).begin();

    expect([gates, swapAmbient(before)]).toEqual([[undefined], gate]);
  });
});
