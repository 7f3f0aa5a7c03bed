// The communiqué as the meeting knows it: naming who drafts it, and putting a draft before the meeting.
import { beforeEach, describe, expect, it } from 'vitest'
import { readRow, readRows } from '#shared/board.ts'
import { textDigest } from '#shared/digest.ts'
import { maxDocuments } from '#shared/document.ts'
import { readDrafters } from '#shared/drafting.ts'
import { demoRoster } from '#server/demo/demo.ts'
import type { ActContext } from '#server/acts/act.ts'
import { planSeen } from '#test/support/agenda.ts'
import { actorFor, Board } from '#test/support/board.ts'

let board: Board
beforeEach(() => {
  board = new Board()
  const items = [{ id: 'communique', title: 'Adoption of the communiqué' }]
  board.must('agenda:set', { items, seen: planSeen(board.doc) })
})

const group = () => [...readDrafters(board.doc)].sort()
const optOut = (...ids: string[]) =>
  board.must('roster:import', {
    delegations: demoRoster().map((entry) =>
      ids.includes(entry.id) ? { ...entry, stance: 'opted_out' as const } : entry,
    ),
  })

describe('[E5] the drafting group', () => {
  it('is named as a whole: who stays keeps its time, who is not named has left', () => {
    board.must('communique:draft', { delegations: ['GBR', 'DEU', 'UKR'] })
    const since = board.now
    board.must('communique:draft', { delegations: ['NOR', 'UKR', 'UKR'] })
    expect(group()).toEqual(['NOR', 'UKR'])
    expect(readRow(board.doc, 'drafters', 'UKR')).toEqual({ since })
    expect(readRow(board.doc, 'drafters', 'NOR')).toEqual({ since: board.now })
    expect(readRow(board.doc, 'drafters', 'DEU')).toEqual({ since: null })
    board.must('communique:draft', { delegations: ['DEU', 'UKR'] })
    expect(readRow(board.doc, 'drafters', 'DEU')).toEqual({ since: board.now })
    board.must('communique:draft', { delegations: [] })
    expect(group()).toEqual([])
  })

  it('is of the roster, organisations among it', () => {
    const none = board.act('communique:draft', { delegations: ['NATO', 'ZZZ'] })
    expect(none).toMatchObject({ code: 'not_found', rule: 'E5' })
    board.must('communique:draft', { delegations: ['NATO', 'EU'] })
    expect(group()).toEqual(['EU', 'NATO'])
  })

  it('[V6] has nobody in it who has opted out, also when that comes later', () => {
    board.must('communique:draft', { delegations: ['BGR', 'NOR'] })
    optOut('BGR')
    expect(group()).toEqual(['NOR'])
    expect(board.act('communique:draft', { delegations: ['HUN', 'NOR'] })).toMatchObject({
      ...{ code: 'drafter_opted_out', rule: 'E5', params: { delegation: 'HUN' } },
      message: expect.stringContaining('Hungary') as string,
    })
  })

  it('is named by the secretary and by the chair who leads, until the session is closed', () => {
    board.must('lead:name', { leads: ['GBR'], deputies: ['DEU'] })
    const chairOf = (delegation: string) => ({
      actor: { ...actorFor('agenda:next'), delegation, name: `Chair of ${delegation}` },
    })
    const delegations = ['NOR']
    expect(board.act('communique:draft', { delegations }, chairOf('DEU'))).toMatchObject({
      code: 'not_leading',
      rule: 'H1',
    })
    board.must('communique:draft', { delegations }, chairOf('GBR'))
    board.must('communique:draft', { delegations })
    board.must('session:close', {})
    expect(board.act('communique:draft', { delegations: [] })).toMatchObject({
      code: 'session_closed',
    })
  })
})

describe('[E6] a draft before the meeting', () => {
  const words = 'The Contact Group met in Brussels on 11 April 2025.'
  const paperOf = (text: string, document: string): Pick<ActContext, 'paper'> => ({
    paper: {
      document,
      size: new TextEncoder().encode(text).length,
      sha256: textDigest(text),
      isBlank: text.trim() === '',
    },
  })
  const table = (seen: string, now = seen, document = 'draft-doc', item = 'communique') =>
    board.act('communique:table', { item, sha256: textDigest(seen) }, paperOf(now, document))

  it('is a document of the item, in the giver’s name, numbered among the drafts', () => {
    expect(table(words)).toMatchObject({ output: { document: 'draft-doc', draft: 1 } })
    expect(readRow(board.doc, 'documents', 'draft-doc')).toMatchObject({
      ...{ item: 'communique', name: 'Communiqué, draft 1.txt', type: 'text/plain' },
      ...{ size: 51, sha256: textDigest(words), by: 'secretary’s seat'.replace('’', "'") },
      ...{ draft: 1, removedAt: null },
    })
    // One that was removed keeps its number.
    board.must('document:remove', { document: 'draft-doc' })
    expect(table(`${words} It meets again.`, undefined, 'second')).toMatchObject({
      output: { draft: 2 },
    })
  })

  it('[E6] is put there once in the same words', () => {
    expect(table(words)).toMatchObject({ output: { draft: 1 } })
    expect(table(words, words, 'twin')).toMatchObject({ code: 'draft_tabled', rule: 'E6' })
    expect(table(`${words} Again.`, undefined, 'second')).toMatchObject({ output: { draft: 2 } })
    board.must('document:remove', { document: 'draft-doc' })
    expect(table(words, words, 'third')).toMatchObject({ output: { draft: 3 } })
  })

  it('is the text that was read, or none', () => {
    expect(table(words, `${words} Not.`)).toMatchObject({ code: 'text_stale', rule: 'E6' })
    expect(table('')).toMatchObject({ code: 'text_empty', rule: 'E6' })
    expect(table(' \n')).toMatchObject({ code: 'text_empty', rule: 'E6' })
    expect(table(words, words, 'doc', 'no-such')).toMatchObject({ code: 'not_found', rule: 'E6' })
    board.must('session:close', {})
    expect(table(words)).toMatchObject({ code: 'session_closed', rule: 'S3' })
    expect(readRows(board.doc, 'documents').size).toBe(0)
  })

  it('[W6] is one of at most as many documents as there may be', () => {
    for (let n = 0; n < maxDocuments; n++)
      board.must('document:add', {
        ...{ item: 'communique', document: `paper-${String(n)}`, name: 'Programme.pdf' },
        ...{ type: 'application/pdf', size: 1, sha256: '4f'.repeat(32) },
      })
    expect(table(words)).toMatchObject({ code: 'document_quota', rule: 'W6' })
  })
})
