import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { factsOf } from '#server/acts/fact.ts'
import { applyFacts } from '#server/room/facts.ts'
import { readRow, readSession, rootOf } from '#shared/board.ts'

const opening = { title: 'Opening by the co-chairs', owner: 'United Kingdom', minutes: 10 }

function updatesOf(doc: Y.Doc): Uint8Array[] {
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  return updates
}

describe('the facts of an act', () => {
  it('reach the board in one update: rows born whole, fields changed, rows removed', () => {
    const doc = new Y.Doc()
    applyFacts(doc, { facts: factsOf('agenda', 'battlefield', { ...opening, state: 'open' }) })
    const updates = updatesOf(doc)
    applyFacts(doc, {
      facts: [
        ...factsOf('agenda', 'opening', { ...opening, state: 'pending' }),
        ...factsOf('session', '', { currentItem: 'opening', itemSince: 1744362000000 }),
        ...factsOf('agenda', 'opening', { state: 'open' }),
      ],
      remove: [{ root: 'agenda', row: 'battlefield' }],
    })
    expect(updates).toHaveLength(1)
    expect(rootOf(doc, 'agenda').get('opening')?.toJSON()).toEqual({ ...opening, state: 'open' })
    expect(readRow(doc, 'agenda', 'battlefield')).toBeNull()
    expect(readSession(doc)).toMatchObject({ currentItem: 'opening', itemSince: 1744362000000 })
  })

  it('that stand already write nothing', () => {
    const doc = new Y.Doc()
    const facts = [
      ...factsOf('agenda', 'opening', { ...opening, state: 'open' }),
      ...factsOf('session', '', { currentItem: 'opening' }),
    ]
    applyFacts(doc, { facts })
    const updates = updatesOf(doc)
    applyFacts(doc, { facts, remove: [{ root: 'agenda', row: 'battlefield' }] })
    expect(updates).toEqual([])
  })

  it('leave a row that exists in its place: other fields, and edits of them, live on', () => {
    const doc = new Y.Doc()
    applyFacts(doc, { facts: factsOf('agenda', 'opening', { ...opening, state: 'pending' }) })
    const row = doc.getMap('agenda').get('opening')
    applyFacts(doc, { facts: factsOf('agenda', 'opening', { state: 'open' }) })
    expect(doc.getMap('agenda').get('opening')).toBe(row)
    expect(rootOf(doc, 'agenda').get('opening')?.toJSON()).toEqual({ ...opening, state: 'open' })
  })
})
