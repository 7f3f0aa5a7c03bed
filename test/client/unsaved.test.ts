// What a page keeps of its own edits when another's value wins before the server has heard of them (G9).
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createRow, editRow, readRow, type Scalar } from '#shared/board.ts'
import { pledgeOfMeeting } from '#test/support/board.ts'
import { mayRepeat, openAfter, partOvertaken, type Unsaved } from '../../client/unsaved.ts'

const row = 'DEU~01JRJ9RWG0ABCDEFGHJKMNPQRS'

/** Two pages of one delegation that both have the row; the second one's client id wins every conflict. */
function twoPages(): { page: Y.Doc; colleague: Y.Doc; unsaved: Unsaved[]; write: Write } {
  const [page, colleague] = [new Y.Doc(), new Y.Doc()]
  page.clientID = 1000
  colleague.clientID = 2000
  createRow(colleague, 'pledges', row, { ...pledgeOfMeeting('udcg-27', 0) })
  Y.applyUpdate(page, Y.encodeStateAsUpdate(colleague))
  const unsaved: Unsaved[] = []
  const write: Write = (fields) => {
    editRow(page, 'pledges', row, fields)
    const clock = Y.getState(page.store, page.clientID)
    unsaved.push({ client: 1000, clock, at: 0, root: 'pledges', row, born: false, fields })
  }
  return { page, colleague, unsaved, write }
}
type Write = (fields: Record<string, Scalar>) => void

const arrive = (from: Y.Doc, at: Y.Doc) => {
  Y.applyUpdate(at, Y.encodeStateAsUpdate(from))
}

describe('[G9] an edit that was not saved', () => {
  it('is kept by its page when a colleague’s value wins there: the server never hears it', () => {
    const { page, colleague, unsaved, write } = twoPages()
    write({ title: 'Four IRIS-T systems in 2025', note: 'Two more in 2026' })
    editRow(colleague, 'pledges', row, { title: 'Four IRIS-T systems, with missiles' })
    arrive(colleague, page)
    const { open, overtaken } = partOvertaken(page, unsaved)
    expect(overtaken.map(({ fields }) => fields)).toEqual([
      { title: 'Four IRIS-T systems in 2025' },
    ])
    expect(open.map(({ fields }) => fields)).toEqual([{ note: 'Two more in 2026' }])
    // What goes out to the server is an edit without its words.
    const server = new Y.Doc()
    arrive(page, server)
    expect(readRow(server, 'pledges', row)?.note).toBe('Two more in 2026')
    expect(Buffer.from(Y.encodeStateAsUpdate(page)).toString()).not.toContain('systems in 2025')
    expect(overtaken.every((edit) => mayRepeat(page, edit))).toBe(true)
    // Once is enough.
    expect(partOvertaken(page, open)).toEqual({ open, overtaken: [] })
  })

  it('is not kept where it wins, where it was given up by its own author, nor where both wrote the same', () => {
    const { page, colleague, unsaved, write } = twoPages()
    const another = new Y.Doc()
    another.clientID = 3000
    arrive(colleague, another)
    colleague.clientID = 500
    write({ quantity: 4 })
    write({ quantity: 5 })
    write({ title: 'Five IRIS-T systems' })
    editRow(colleague, 'pledges', row, { quantity: 6 })
    arrive(colleague, page)
    expect(readRow(page, 'pledges', row)?.quantity).toBe(5)
    expect(partOvertaken(page, unsaved)).toEqual({ open: unsaved, overtaken: [] })

    editRow(another, 'pledges', row, { title: 'Five IRIS-T systems', quantity: 7 })
    arrive(another, page)
    const { open, overtaken } = partOvertaken(page, unsaved)
    // Of two own values only the newer one was still meant.
    expect(overtaken.map(({ fields }) => fields)).toEqual([{ quantity: 5 }])
    expect(open.map(({ fields }) => fields)).toEqual([{}, {}, { title: 'Five IRIS-T systems' }])
  })

  it('counts as saved from the clock on that the server names', () => {
    const { unsaved, write } = twoPages()
    write({ quantity: 4 })
    write({ quantity: 5 })
    const [first, second] = unsaved
    expect(openAfter(unsaved, new Map([[1000, first?.clock ?? 0]]))).toEqual([second])
    expect(openAfter(unsaved, new Map([[1000, (first?.clock ?? 0) - 1]]))).toEqual(unsaved)
    expect(openAfter(unsaved, new Map([[2000, 99]]))).toEqual(unsaved)
    expect(openAfter(unsaved, new Map([[1000, second?.clock ?? 0]]))).toEqual([])
  })
})
