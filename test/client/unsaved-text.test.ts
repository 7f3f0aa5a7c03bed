// Which characters of a shared text the server has not confirmed, put in or taken out.
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  editOf,
  openEdits,
  type TextEdit,
  withEdit,
  wordsOf,
} from '../../client/texts/unsaved-text.ts'

const sentence = 'The delegations reaffirm their support for Ukraine’s air defence.'

/** A page, and the server that has heard of what `tell` carries over. */
function twoEnds({ online = true } = {}) {
  const page = new Y.Doc()
  const server = new Y.Doc()
  server.getText('text').insert(0, sentence)
  Y.applyUpdate(page, Y.encodeStateAsUpdate(server))
  const state: { unsaved: readonly TextEdit[]; clock: number } = { unsaved: [], clock: 0 }
  page.on('afterTransaction', (transaction: Y.Transaction) => {
    const edit = transaction.local ? editOf(transaction, (state.clock += 100)) : null
    if (edit !== null) state.unsaved = withEdit(state.unsaved, edit, !online)
  })
  const hear = (update: Uint8Array) => {
    state.unsaved = openEdits(state.unsaved, { has: Y.parseUpdateMeta(update).to, update })
  }
  return { page, server, text: page.getText('text'), state, hear }
}

describe('[U3] an edit of a text is saved', () => {
  test('when the server echoes the characters put in, and not before all of them', () => {
    const { page, text, state, hear } = twoEnds()
    const updates: Uint8Array[] = []
    page.on('update', (update: Uint8Array) => updates.push(update))
    text.insert(0, 'In Brussels, ')
    text.insert(0, '12 February: ')
    expect(state.unsaved).toHaveLength(2)
    hear(updates[0] ?? new Uint8Array())
    expect(state.unsaved).toHaveLength(1)
    hear(updates[1] ?? new Uint8Array())
    expect(state.unsaved).toEqual([])
  })

  test('when the server says that the characters taken out are gone, whoever took them', () => {
    const { page, server, text, state, hear } = twoEnds()
    text.delete(4, 12)
    const [edit] = state.unsaved
    expect(edit?.deleted).toHaveLength(1)
    // Its clocks say nothing of it.
    state.unsaved = openEdits(state.unsaved, {
      has: Y.decodeStateVector(Y.encodeStateVector(server)),
      update: null,
    })
    expect(state.unsaved).toEqual([edit])
    server.getText('text').delete(4, 5)
    hear(Y.encodeStateAsUpdate(server))
    expect(state.unsaved).toHaveLength(1)
    Y.applyUpdate(server, Y.encodeStateAsUpdate(page))
    hear(Y.encodeStateAsUpdate(server))
    expect(state.unsaved).toEqual([])
  })

  test('and what goes on without the network is one edit until there is a pause', () => {
    const { text, state } = twoEnds({ online: false })
    for (const letter of 'Brussels: ') text.insert(text.toJSON().indexOf('The'), letter)
    text.delete(0, 3)
    expect(state.unsaved).toHaveLength(1)
    state.clock += 60_000
    text.insert(0, 'In ')
    expect(state.unsaved).toHaveLength(2)
    expect(wordsOf(text, state.unsaved)).toBe('In ssels: ')
  })
})

test('[G9] what is kept aside are the own words that stand, passage by passage', () => {
  const { server, page, text, state } = twoEnds()
  text.insert(sentence.length, ' Norway joins.')
  text.insert(4, 'nine ')
  Y.applyUpdate(server, Y.encodeStateAsUpdate(page))
  server.getText('text').delete(4, 2)
  Y.applyUpdate(page, Y.encodeStateAsUpdate(server))
  expect(wordsOf(text, state.unsaved)).toBe('ne \n Norway joins.')
})
