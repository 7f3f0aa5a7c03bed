// A native text field on a shared text: what is typed goes into the text as the smallest change, what others write comes
// into the field without moving caret, selection or view. While letters are being composed (accents, an input method)
// nothing is put into the field from outside; and where a long text on a slow device costs time, others' words come
// together, so that whoever writes does not wait for them.
import type * as Y from 'yjs'
import { keyOf } from '../shortcuts.svelte.ts'
import type { Mirror } from './mirror.ts'
import {
  carried,
  carriedRuns,
  partsOf,
  retold,
  type Run,
  type Splice,
  spliceBetween,
  spliced,
  splicesOf,
} from './splice.ts'

/** A frame on the wire holds 64 KiB (rule G13): what is more goes in parts, each a step of its own to be undone. */
const mostAtOnce = 10_000
/** Others' words take at most the fifth part of the time. */
const restAfter = 4

export interface FieldOptions {
  readonly field: HTMLTextAreaElement
  readonly mirror: Mirror
  readonly text: Y.Text
  /** Under which the field writes: what stands under it is undone, and nothing else. */
  readonly origin: object
  readonly undo: Y.UndoManager
  /** What is written of what was typed; null where there is no room for it. */
  readonly admit: (inserted: string, length: number) => string | null
  /** Does what is given and keeps what is read where it is on the screen. */
  readonly hold: (change: () => void) => void
  /** After the text or the selection changed. */
  readonly onChange: () => void
}

export class Field {
  readonly #options: FieldOptions
  /** What field and mirror hold, as of the last look. */
  #shown: string
  /** What field and text held when they last were the same. */
  #agreed: string
  #isComposing = false
  /** What others wrote and the field does not show yet. */
  #late: Splice[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #restsUntil = 0
  readonly #listening = new AbortController()

  constructor(options: FieldOptions) {
    this.#options = options
    const { field, text } = options
    this.#shown = this.#agreed = field.value = text.toJSON()
    text.observe(this.#observe)
    const { signal } = this.#listening
    const handlers: [string, (event: never) => void][] = [
      ['input', () => this.#typed()],
      ['compositionstart', () => (this.#isComposing = true)],
      ['compositionend', () => this.#composed()],
      ['beforeinput', (event: InputEvent) => this.#before(event)],
      ['keydown', (event: KeyboardEvent) => this.#key(event)],
    ]
    for (const [name, hear] of handlers)
      field.addEventListener(name, hear as EventListener, { signal })
    const selected = () => {
      if (document.activeElement === field) options.onChange()
    }
    document.addEventListener('selectionchange', selected, { signal })
  }

  /** Takes the last of what was written here back, or does it again. */
  turn(step: 'undo' | 'redo'): void {
    if (!this.#isComposing && !this.#options.field.readOnly) this.#options.undo[step]()
  }

  close(): void {
    if (this.#isComposing) this.#composed()
    clearTimeout(this.#timer)
    this.#listening.abort()
    this.#options.text.unobserve(this.#observe)
  }

  /** Whether the field shows all that the text holds. */
  get isAbreast(): boolean {
    return this.#late.length === 0 && !this.#isComposing
  }

  /** Where a place of the field is in the text. */
  inText(place: number): number {
    return this.#late.reduce((at, splice) => carried(at, splice, true), place)
  }

  readonly #observe = (event: Y.YTextEvent, { origin }: Y.Transaction) => {
    const { undo } = this.#options
    if (origin === this.#options.origin) return
    const splices = splicesOf(event.delta)
    // What is undone is undone at once: it is the own doing of whoever sits here.
    if (origin === undo) {
      this.#catchUp()
      this.#take(splices, true)
      this.#options.onChange()
      return
    }
    this.#late.push(...splices)
    const rest = this.#restsUntil - performance.now()
    if (rest <= 0) this.#catchUp()
    else this.#timer ??= setTimeout(() => this.#catchUp(), rest)
  }

  /** Shows what has come from others. */
  #catchUp(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#late.length === 0 || this.#isComposing) return
    const splices = this.#late
    this.#late = []
    const began = performance.now()
    this.#options.hold(() => this.#take(splices, false))
    const ended = performance.now()
    this.#restsUntil = ended + restAfter * (ended - began)
    this.#options.onChange()
  }

  /** Brings into the field what was changed elsewhere; what was undone takes the caret along. */
  #take(splices: readonly Splice[], leads: boolean): void {
    const { field } = this.#options
    const { selectionStart, selectionEnd, selectionDirection } = field
    let from = selectionStart
    let to = selectionEnd
    for (const splice of splices) {
      from = carried(from, splice, selectionStart === selectionEnd)
      to = carried(to, splice, true)
      if (leads) from = to = splice.at + splice.inserted.length
      this.#shown = spliced(this.#shown, splice)
      this.#options.mirror.change(splice)
    }
    const [only] = splices
    if (splices.length === 1 && only !== undefined)
      field.setRangeText(only.inserted, only.at, only.at + only.removed)
    else field.value = this.#shown
    this.#agreed = this.#shown
    field.setSelectionRange(Math.min(from, to), to, selectionDirection)
  }

  #typed(): void {
    // The mirror follows what is being composed, or its lines would break elsewhere.
    if (this.#isComposing) this.#mirror()
    else this.#settle()
    this.#options.onChange()
  }

  #composed(): void {
    this.#isComposing = false
    this.#typed()
    this.#catchUp()
  }

  #mirror(): void {
    const { field, mirror } = this.#options
    const splice = spliceBetween(this.#shown, field.value, field.selectionEnd)
    this.#shown = field.value
    if (splice !== null) mirror.change(splice)
  }

  /** Writes what was typed into the text. */
  #settle(): void {
    const { field, text, admit } = this.#options
    const typed = spliceBetween(this.#agreed, field.value, field.selectionEnd)
    if (typed === null) return
    const { at, removed, inserted } = typed
    const admitted = admit(inserted, text.length - removed)
    const stands = admitted ?? this.#agreed.slice(at, at + removed)
    if (stands !== inserted) field.setRangeText(stands, at, at + inserted.length, 'end')
    this.#mirror()
    this.#agreed = this.#shown
    if (admitted === null) return
    const own = { at, removed, inserted: admitted }
    this.#put(own)
    const late = retold(this.#late, own)
    if (late === null) this.#begin(this.inText(field.selectionEnd))
    else this.#late = late
  }

  /** Shows the text as it is, wherever it differs. */
  #begin(caret: number): void {
    const { field, text } = this.#options
    this.#late = []
    field.value = text.toJSON()
    field.setSelectionRange(caret, caret)
    this.#mirror()
    this.#agreed = this.#shown
  }

  #put({ at, removed, inserted }: Splice): void {
    let runs: readonly Run[] = [[at, removed]]
    let place = at
    for (const splice of this.#late) {
      runs = carriedRuns(runs, splice)
      place = carried(place, splice, true)
    }
    const { text } = this.#options
    const gone = removed > mostAtOnce ? text.toJSON() : ''
    const steps: (() => void)[] = []
    for (const [from, length] of runs.toReversed()) {
      // From its end, so that the places before stay what they are.
      let end = from + length
      const parts = length > mostAtOnce ? partsOf(gone.slice(from, end), mostAtOnce) : [null]
      for (const part of parts.toReversed()) {
        const size = part?.length ?? length
        const start = (end -= size)
        if (size > 0) steps.push(() => text.delete(start, size))
      }
    }
    for (const part of partsOf(inserted, mostAtOnce)) {
      const start = place
      steps.push(() => text.insert(start, part))
      place += part.length
    }
    this.#write(steps, removed + inserted.length > mostAtOnce)
  }

  /** As one change, or as several where one frame would not hold them. */
  #write(steps: readonly (() => void)[], apart: boolean): void {
    const { text, origin, undo } = this.#options
    const transact = (act: () => void) => {
      if (text.doc === null) act()
      else text.doc.transact(act, origin)
    }
    if (!apart) {
      transact(() => {
        for (const step of steps) step()
      })
      return
    }
    for (const step of steps) {
      undo.stopCapturing()
      transact(step)
    }
    undo.stopCapturing()
  }

  #before(event: InputEvent): void {
    const step = { historyUndo: 'undo', historyRedo: 'redo' } as const
    const { inputType } = event
    if (inputType !== 'historyUndo' && inputType !== 'historyRedo') return
    event.preventDefault()
    this.turn(step[inputType])
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) {
      // It ends the composition and leaves what is around the field alone.
      event.stopPropagation()
      return
    }
    const key = keyOf(event)
    const command = (event.ctrlKey || event.metaKey) && !event.altKey
    if (!command || (key !== 'z' && (key !== 'y' || event.shiftKey))) return
    event.preventDefault()
    this.turn(key === 'z' && !event.shiftKey ? 'undo' : 'redo')
  }
}
