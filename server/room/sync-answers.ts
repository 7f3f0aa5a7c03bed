// Answers to SyncStep1, encoded once and shared: a storm of joins is one encode, whatever goes on meanwhile.
import * as Y from 'yjs'
import { type Frame, step2Frame } from './wire.ts'

interface Answer {
  readonly seq: number
  readonly frame: Frame
}

/** Bytes of ticks that may follow a cached answer before it is encoded afresh. */
const maxTail = 256 * 1024
const maxDiffs = 64

/**
 * An answer stays good while the ticks after it are sent along. `tail` holds their frames, the newest last.
 */
export class SyncAnswers {
  readonly #doc: Y.Doc
  #seq: number
  #tail: Frame[] = []
  #tailBytes = 0
  #answers = new Map<string, Answer>()
  /** Bytes encoded so far, because no earlier answer would do. */
  encodedBytes = 0

  constructor(doc: Y.Doc, seq: number) {
    this.#doc = doc
    this.#seq = seq
  }

  /** A tick was committed; `frame` is what the peers got of it. */
  committed(seq: number, frame: Frame): void {
    this.#seq = seq
    this.#tail.push(frame)
    this.#tailBytes += frame.length
    while (this.#tailBytes > maxTail) this.#tailBytes -= this.#tail.shift()?.length ?? 0
  }

  /** Frames that bring a peer with this state vector up to date: a SyncStep2, then the ticks since it was encoded. */
  answer(stateVector: Uint8Array): readonly Frame[] {
    const key = Buffer.from(
      stateVector.buffer,
      stateVector.byteOffset,
      stateVector.byteLength,
    ).toString('latin1')
    let answer = this.#answers.get(key)
    if (answer === undefined || this.#seq - answer.seq > this.#tail.length) {
      answer = { seq: this.#seq, frame: step2Frame(Y.encodeStateAsUpdate(this.#doc, stateVector)) }
      this.encodedBytes += answer.frame.length
      this.#answers.delete(key)
      this.#answers.set(key, answer)
      if (this.#answers.size > maxDiffs) {
        for (const oldest of this.#answers.keys()) {
          this.#answers.delete(oldest)
          break
        }
      }
    }
    const missed = this.#seq - answer.seq
    return missed === 0 ? [answer.frame] : [answer.frame, ...this.#tail.slice(-missed)]
  }
}
