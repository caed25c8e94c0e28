/** A window with a document, of which only the events are there; counts who listens. */
export class FakePage extends EventTarget {
  listeners = 0;
  readonly document = Object.assign(new FakeDocument(this), { visibilityState: 'visible' });

  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.listeners++;
    super.addEventListener(...args);
  }

  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    this.listeners--;
    super.removeEventListener(...args);
  }

  get window(): Window {
    return this as unknown as Window;
  }

  hide(persisted: boolean): void {
    this.dispatchEvent(Object.assign(new Event('pagehide'), { persisted }));
  }

  show(): void {
    this.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  }

  tell(name: 'freeze' | 'resume'): void {
    this.document.dispatchEvent(new Event(name));
  }

  see(visibilityState: 'visible' | 'hidden'): void {
    this.document.visibilityState = visibilityState;
    this.document.dispatchEvent(new Event('visibilitychange'));
  }
}

class FakeDocument extends EventTarget {
  readonly #page: FakePage;

  constructor(page: FakePage) {
    super();
    this.#page = page;
  }

  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.#page.listeners++;
    super.addEventListener(...args);
  }

  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    this.#page.listeners--;
    super.removeEventListener(...args);
  }
}
