// The text once more, unseen behind its field: a block for each paragraph. It gives the page its height, and tells where
// on the page a place of the text is. A change costs the paragraphs it touches.
import { type Splice, spliced } from './splice.ts'

interface Paragraph {
  readonly block: HTMLElement
  readonly node: Text
}

export class Mirror {
  #paragraphs: Paragraph[]

  constructor(home: HTMLElement, text: string) {
    this.#paragraphs = text.split('\n').map(paragraph)
    home.replaceChildren(...this.#paragraphs.map(({ block }) => block))
  }

  change(splice: Splice): void {
    const { at, removed, inserted } = splice
    const first = this.#find(at)
    const last = this.#find(at + removed)
    if (first === undefined || last === undefined) return
    const offset = at - first.start
    const { node } = first.paragraph
    if (first.index === last.index && !inserted.includes('\n')) {
      node.replaceData(offset, removed, inserted)
      return
    }
    const tail = last.paragraph.node.data.slice(at + removed - last.start)
    const [head = '', ...others] = spliced(node.data.slice(0, offset), {
      at: offset,
      removed: 0,
      inserted: inserted + tail,
    }).split('\n')
    // What stays of the first one stays where it is, and what points into it.
    node.replaceData(offset, node.length - offset, head.slice(offset))
    const made = others.map(paragraph)
    const gone = this.#paragraphs.slice(first.index + 1, last.index + 1)
    for (const { block } of gone) block.remove()
    first.paragraph.block.after(...made.map(({ block }) => block))
    this.#paragraphs = this.#paragraphs.toSpliced(first.index + 1, gone.length, ...made)
  }

  /** Where a place of the text is, on the screen. */
  boxOf(place: number): DOMRect | null {
    const found = this.#find(place)
    if (found === undefined) return null
    const { block, node } = found.paragraph
    if (node.length === 0) return block.getBoundingClientRect()
    const range = document.createRange()
    range.setStart(node, place - found.start)
    const boxes = range.getClientRects()
    return boxes[boxes.length - 1] ?? block.getBoundingClientRect()
  }

  /** The part of the page that holds the characters from one place to another, paragraph by paragraph. */
  rangesOf(from: number, to: number): Range[] {
    const ranges: Range[] = []
    let found = this.#find(from)
    while (found !== undefined && found.start < to) {
      const { node } = found.paragraph
      const start = Math.max(0, from - found.start)
      const end = Math.min(node.length, to - found.start)
      if (end > start) {
        const range = document.createRange()
        range.setStart(node, start)
        range.setEnd(node, end)
        ranges.push(range)
      }
      found = this.#at(found.index + 1, found.start + node.length + 1)
    }
    return ranges
  }

  /** The first paragraph that reaches below a height of the screen. */
  paragraphBelow(height: number): HTMLElement | null {
    let low = 0
    let high = this.#paragraphs.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      const bottom = this.#paragraphs[middle]?.block.getBoundingClientRect().bottom ?? 0
      if (bottom > height) high = middle
      else low = middle + 1
    }
    return this.#paragraphs[low]?.block ?? null
  }

  #find(place: number): { index: number; start: number; paragraph: Paragraph } | undefined {
    let start = 0
    for (const [index, { node }] of this.#paragraphs.entries()) {
      if (place <= start + node.length) return this.#at(index, start)
      start += node.length + 1
    }
    return undefined
  }

  #at(index: number, start: number) {
    const paragraph = this.#paragraphs[index]
    return paragraph === undefined ? undefined : { index, start, paragraph }
  }
}

function paragraph(text: string): Paragraph {
  const block = document.createElement('div')
  const node = document.createTextNode(text)
  block.append(node)
  return { block, node }
}
