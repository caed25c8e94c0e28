/** What is used of a web WritableStream. */
export interface WritableShape {
  getWriter(): {
    readonly ready: Promise<unknown>;
    write(bytes: Uint8Array): Promise<unknown>;
    close(): Promise<unknown>;
  };
}

/** Text that goes into a stream, which cannot be taken back. */
export class StreamOutput {
  readonly #stream: WritableShape;
  #writer: ReturnType<WritableShape['getWriter']> | undefined;
  #head: string;

  constructor(stream: WritableShape, head: string) {
    this.#stream = stream;
    this.#head = head;
  }

  async append(text: string): Promise<void> {
    const writer = (this.#writer ??= this.#stream.getWriter());
    await writer.ready;
    await writer.write(new TextEncoder().encode(this.#head + text));
    this.#head = '';
  }

  /** Also where nothing was written: somebody may read the other end. */
  async close(): Promise<void> {
    const writer = (this.#writer ??= this.#stream.getWriter());
    await writer.close();
  }
}
