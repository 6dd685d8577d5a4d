/** A wrapper that keeps a secret out of logs, error messages and JSON: it has to be asked for by name. */

const INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom')

/** A text that must not be printed. Everything that prints it prints `[secret]`; `reveal()` gives the text. */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** The text itself, for the one place that hands it to its owner. */
  reveal(): string {
    return this.#text
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [INSPECT](): string {
    return '[secret]'
  }
}
