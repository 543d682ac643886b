/** Collects text as UTF-8: a large export is longer than any JavaScript string can be. */
export class TextPieces {
  readonly #encoder = new TextEncoder();
  readonly #chunks: Uint8Array[] = [];
  #pieces: string[] = [];
  #length = 0;
  #size = 0;

  push(text: string): void {
    this.#pieces.push(text);
    this.#length += text.length;
    if (this.#length >= chunkLength) this.#flush();
  }

  finish(): Uint8Array {
    this.#flush();
    const bytes = new Uint8Array(this.#size);
    let at = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  }

  #flush(): void {
    const chunk = this.#encoder.encode(this.#pieces.join(''));
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    this.#pieces = [];
    this.#length = 0;
  }
}

const chunkLength = 1 << 20;
