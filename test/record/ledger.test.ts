// The chain of formal acts: what was done to it is found, and where.
import { describe, expect, it } from 'vitest'
import { canonicalJson, digestOf } from '#shared/digest.ts'
import { chainRow, genesis, verifyLedger } from '#server/record/ledger.ts'
import type { LedgerRow } from '#server/storage/storage.ts'

const irisT = 'DEU~01JRJ6K0Q0IRST0000000000A1'
const at = Date.UTC(2025, 3, 11, 9, 30)

function act(minute: number, act: string, input: object): Parameters<typeof chainRow>[1] {
  return {
    at: at + minute * 60_000,
    seat: 'seat-chair-1',
    actor: 'John Healey',
    role: 'chair',
    delegation: 'GBR',
    act,
    input: canonicalJson(input),
    facts: canonicalJson([{ root: 'session', row: '', field: 'state', value: 'open' }]),
  }
}

function ledger(): LedgerRow[] {
  const rows: LedgerRow[] = []
  for (const entry of [
    act(0, 'session:open', {}),
    act(5, 'agenda:next', {}),
    act(20, 'pledge:agree', { pledge: irisT, seen: '4f'.repeat(32) }),
    act(45, 'agenda:next', {}),
    act(90, 'session:close', {}),
  ]) {
    rows.push(chainRow(rows.at(-1) ?? null, entry))
  }
  return rows
}

/** The rows with one of them changed. */
function changed(index: number, change: Partial<LedgerRow>): LedgerRow[] {
  return ledger().map((row, i) => (i === index ? { ...row, ...change } : row))
}

function without(...indexes: number[]): LedgerRow[] {
  return ledger().filter((_, i) => !indexes.includes(i))
}

function swapped(rows: LedgerRow[], a: number, b: number): LedgerRow[] {
  return rows.map((row, i) => (i === a ? rows[b]! : i === b ? rows[a]! : row))
}

/** A forger's row: the hash is made anew, so that the row holds in itself. */
function rehashed(row: LedgerRow, change: Partial<LedgerRow>): LedgerRow {
  const { hash: _, ...words } = { ...row, ...change }
  return { ...words, hash: digestOf(words) }
}

describe('[D1] the ledger', () => {
  it('numbers rows from 1, each holding the hash of the one before', () => {
    const rows = ledger()
    expect(rows.map((row) => row.number)).toEqual([1, 2, 3, 4, 5])
    expect(rows.map((row) => row.previous)).toEqual([
      genesis,
      ...rows.slice(0, -1).map((row) => row.hash),
    ])
    expect(verifyLedger(rows)).toEqual({ ok: true, count: 5, head: rows[4]!.hash })
  })

  it('hashes the canonical JSON of all other fields, so that anyone can', () => {
    const { hash, ...words } = ledger()[2]!
    expect(hash).toBe(digestOf(Object.fromEntries(Object.entries(words).reverse())))
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
  })

  it('gives the same act at two places two hashes', () => {
    const rows = ledger()
    const twice = chainRow(rows[1]!, act(5, 'agenda:next', {}))
    expect(twice.hash).not.toBe(rows[1]!.hash)
  })

  it('holds when it is empty', () => {
    expect(verifyLedger([])).toEqual({ ok: true, count: 0, head: genesis })
  })

  it.each(['at', 'seat', 'actor', 'role', 'delegation', 'act', 'input', 'facts'] as const)(
    'finds a row whose %s was changed',
    (field) => {
      const change = { [field]: field === 'at' ? at : field === 'role' ? 'staff' : 'NLD' }
      expect(verifyLedger(changed(2, change))).toMatchObject({ ok: false, number: 3 })
    },
  )

  it.each([
    ['a hash that was changed', changed(1, { hash: 'f'.repeat(64) }), 2],
    ['a field that was added', changed(1, { note: 'by hand' } as Partial<LedgerRow>), 2],
    ['a first row that is missing', without(0), 1],
    ['a front that was cut off', without(0, 1, 2), 1],
    ['a row that is missing in the middle', without(2), 3],
    ['a row that stands twice', [...ledger().slice(0, 3), ...ledger().slice(2)], 4],
    ['rows that were swapped', swapped(ledger(), 1, 3), 2],
    ['the last two rows swapped', swapped(ledger(), 3, 4), 4],
    [
      'a changed row hashed anew, by the row after it',
      ledger().map((row, i) => (i === 2 ? rehashed(row, { actor: 'Boris Pistorius' }) : row)),
      4,
    ],
    [
      'a row left out with the next one numbered and hashed anew',
      without(2).map((row, i) => (i === 2 ? rehashed(row, { number: 3 }) : row)),
      3,
    ],
    [
      'a front cut off with its new first row numbered anew',
      without(0).map((row, i) => (i === 0 ? { ...row, number: 1, previous: genesis } : row)),
      1,
    ],
  ])('finds %s', (_, rows, number) => {
    expect(verifyLedger(rows)).toEqual({
      ok: false,
      number,
      why: expect.stringMatching(/row \d/) as string,
    })
  })

  it('shows a cut-off end by a head and count that differ', () => {
    const whole = verifyLedger(ledger())
    const cut = verifyLedger(without(4))
    expect(cut).toMatchObject({ ok: true, count: 4 })
    expect(cut).not.toEqual(whole)
  })
})
