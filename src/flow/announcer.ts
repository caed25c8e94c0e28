import type { FlowEvent } from './events.js';
import type { Report } from './report.js';

const NOBODY: readonly never[] = [];

/** How a gate tells: reports to those who listen at it, events to those below it too. */
export abstract class Announcer {
  /** Explicit flows that are named here, and hear what is told here. */
  protected readonly named: Announcer[] = [];
  /** Who stands below. Kept when this one has left: what fails meanwhile, or later, is still told. */
  protected below: readonly Announcer[] = NOBODY;
  #reports: Set<(report: Report) => void> | undefined;
  #observers: Set<(event: FlowEvent) => void> | undefined;
  readonly #wishes = new Set<object>();
  /** The latest that was heard here. */
  #heard: object | undefined;

  /** Whether anybody wants reports; nobody builds one otherwise. */
  get hasReportListeners(): boolean {
    return this.#reports !== undefined && this.#reports.size > 0;
  }

  onReport(listener: (report: Report) => void): () => void {
    const reports = (this.#reports ??= new Set());
    reports.add(listener);
    return () => reports.delete(listener);
  }

  report(report: Report): void {
    if (this.#reports !== undefined) for (const listener of [...this.#reports]) listener(report);
  }

  /** Hears all that is told. */
  observe(observer: (event: FlowEvent) => void): () => void {
    const unhear = this.overhear(observer);
    const unwant = this.want();
    return () => {
      unhear();
      unwant();
    };
  }

  /** Hears what is told anyway: what comes with each chunk only where somebody else wants it. */
  overhear(observer: (event: FlowEvent) => void): () => void {
    const observers = (this.#observers ??= new Set());
    observers.add(observer);
    return () => observers.delete(observer);
  }

  /** Has told what comes with each chunk, too, until it is taken back. */
  want(): () => void {
    const wish = {};
    this.#wishes.add(wish);
    return () => this.#wishes.delete(wish);
  }

  /** Whether anybody wants what comes with each chunk from here; nobody builds it otherwise. */
  get isObserved(): boolean {
    if (this.hasObservers) return true;
    for (const explicit of this.named) if (explicit.hasObservers) return true;
    for (const parent of this.below) if (parent.isObserved) return true;
    return false;
  }

  /** The same, of this one alone. */
  get hasObservers(): boolean {
    return this.#wishes.size > 0;
  }

  /**
   * Events go down to the root, and to the explicit flows that a boundary names. Each telling is one by
   * itself, also of an event that was told before.
   */
  announce(event: FlowEvent, telling: object = {}): void {
    this.hear(event, telling);
    for (const explicit of this.named) explicit.hear(event, telling);
    for (const parent of this.below) parent.announce(event, telling);
  }

  /** Tells the observers here, once, by however many ways the event comes. */
  hear(event: FlowEvent, telling: object): void {
    if (this.#heard === telling) return;
    this.#heard = telling;
    if (this.#observers !== undefined) for (const tell of [...this.#observers]) tell(event);
  }
}
