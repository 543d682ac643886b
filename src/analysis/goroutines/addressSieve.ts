/** Tells in a moment of nearly all addresses that they are none of a few. */
export class AddressSieve {
  readonly #bits = new Uint8Array(1 << 20);

  constructor(addresses: Iterable<number>) {
    for (const address of addresses) this.#bits[(address / 8) & 0xfffff] = 1;
  }

  has(address: number): boolean {
    return this.#bits[(address / 8) & 0xfffff] === 1;
  }
}
