/** A wrapper that keeps a secret out of logs, error messages and JSON: it has to be asked for by name. */

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
}

// Defined from outside because isolated declarations allow no computed member names in a class.
Object.defineProperty(Secret.prototype, Symbol.for('nodejs.util.inspect.custom'), { value: () => '[secret]' })
