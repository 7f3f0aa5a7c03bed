// What was half written when a form was left: kept on this device, also over a reload, until it is saved.
// Leaving the seat wipes it with the rest (rule U6).

/** The words of a form, and the row they began from: others may have changed it since. */
interface Begun<Words, Row> {
  readonly words: Words
  readonly opened: Row | null
}

export class Unfinished {
  readonly #prefix: string

  constructor(seat: string) {
    this.#prefix = `pledgehall.desk.${seat}.unfinished.`
  }

  read<Words, Row = never>(form: string): Begun<Words, Row> | null {
    const text = localStorage.getItem(this.#prefix + form)
    return text === null ? null : (JSON.parse(text) as Begun<Words, Row>)
  }

  /** A form that says what it said when it was opened holds nothing to keep. */
  keep<Words>(form: string, first: Words, words: Words, opened: object | null = null): void {
    if (JSON.stringify(words) === JSON.stringify(first)) this.forget(form)
    else localStorage.setItem(this.#prefix + form, JSON.stringify({ words, opened }))
  }

  forget(form: string): void {
    localStorage.removeItem(this.#prefix + form)
  }
}
