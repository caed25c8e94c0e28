type Callback = () => void;

interface Timer {
  readonly callback: Callback;
  readonly every: number | undefined;
  due: number;
}

interface Host {
  setTimeout: unknown;
  setInterval: unknown;
  clearTimeout: unknown;
  clearInterval: unknown;
}

const host = globalThis as unknown as Host;
const { port1, port2 } = new MessageChannel();
const turns: Callback[] = [];
port1.onmessage = () => turns.shift()?.();
// In Node a port keeps the process alive for as long as somebody listens.
(port1 as { unref?: () => void }).unref?.();
const { setImmediate: immediately } = globalThis as { setImmediate?: (callback: Callback) => void };

/** Waits until everything that is due in microtasks has run. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    if (immediately !== undefined) immediately(resolve);
    else {
      turns.push(resolve);
      port2.postMessage(undefined);
    }
  });
}

/** Timers and clocks that move when they are told to; the wall clock jumps by itself, as clocks do. */
export class FakeTime {
  /** Timers that are armed. */
  readonly timers = new Map<number, Timer>();
  /** What the wall clock shows in place of what it should. */
  says: ((wall: number) => number) | undefined;
  #now = 1000;
  #wall = 1_800_000_000_000;
  #ids = 0;
  #restore: Callback[] = [];

  install(): void {
    const set = (every: boolean) => (callback: Callback, ms: unknown) => {
      const delay = Math.max(1, Number(ms) || 0);
      this.timers.set(++this.#ids, {
        callback,
        every: every ? delay : undefined,
        due: this.#now + delay,
      });
      return this.#ids;
    };
    const clear = (id: number) => {
      this.timers.delete(id);
    };
    this.#replace(host, 'setTimeout', set(false));
    this.#replace(host, 'setInterval', set(true));
    this.#replace(host, 'clearTimeout', clear);
    this.#replace(host, 'clearInterval', clear);
    this.#replace(performance, 'now', () => this.#now);
    this.#replace(Date, 'now', () => this.says?.(this.#wall) ?? this.#wall);
  }

  /** The clock that never jumps. */
  get now(): number {
    return this.#now;
  }

  uninstall(): void {
    for (const restore of this.#restore.splice(0)) restore();
  }

  /** The wall clock is set by so many milliseconds; timers and durations must not notice. */
  jump(ms: number): void {
    this.#wall += ms;
  }

  /** Lets so many milliseconds pass, and what follows from each timer before the next. */
  async tick(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const [id, timer] = this.#next(end);
      if (timer === undefined) break;
      this.#advance(timer.due);
      if (timer.every === undefined) this.timers.delete(id);
      else timer.due += timer.every;
      timer.callback();
      await settle();
    }
    this.#advance(end);
  }

  #next(end: number): [number, Timer | undefined] {
    let next: [number, Timer | undefined] = [0, undefined];
    for (const [id, timer] of this.timers) {
      if (timer.due <= (next[1]?.due ?? end + 1) && timer.due <= end) {
        if (next[1] === undefined || timer.due < next[1].due) next = [id, timer];
      }
    }
    return next;
  }

  #advance(to: number): void {
    this.#wall += to - this.#now;
    this.#now = to;
  }

  #replace(object: object, name: string, value: unknown): void {
    const own = Object.getOwnPropertyDescriptor(object, name);
    Object.defineProperty(object, name, { value, configurable: true, writable: true });
    this.#restore.push(() => {
      if (own === undefined) Reflect.deleteProperty(object, name);
      else Object.defineProperty(object, name, own);
    });
  }
}
