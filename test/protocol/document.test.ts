// shared/PROTOCOL.md says what the product does: commands, close codes, refusals and fields, both ways.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  readRow,
  readSession,
  rootOf,
  caucusRoots,
  clientRoots,
  type RowRoot,
} from '#shared/board.ts'
import { firstHubs } from '#shared/hub.ts'
import { requestDigest } from '#shared/review.ts'
import { type CommandName, commands } from '#shared/commands.ts'
import { motionDigest } from '#shared/decision.ts'
import { pledgeDigest, pledgeSchema } from '#shared/pledge.ts'
import { blankAttendee } from '#shared/presence.ts'
import { closeCodes, refusalMessages } from '#shared/refusals.ts'
import { roles } from '#shared/roles.ts'
import { sessionTransitions } from '#shared/session.ts'
import { taskTransitions } from '#shared/task.ts'
import { z } from '#shared/z.ts'
import { serverClientIds } from '#server/room/guard/judge.ts'
import { planSeen } from '../support/agenda.ts'
import { Board, requestOfMeeting } from '../support/board.ts'

const text = readFileSync(new URL('../../shared/PROTOCOL.md', import.meta.url), 'utf8')
const words = (cell: string) => [...cell.matchAll(/`([^`\n]+)`/g)].map(([, word = '']) => word)

/** The cells of the table rows between a heading and the next. */
function tableUnder(heading: string): string[][] {
  const [, rest = ''] = text.split(`\n${heading}\n`)
  const [section = ''] = rest.split(/\n#/)
  return section
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    .slice(1)
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    )
}

/** What a field takes beneath its default and its null. */
function bareType(type: z.core.$ZodType): z.core.$ZodType {
  return type instanceof z.ZodDefault || type instanceof z.ZodNullable
    ? bareType(type.def.innerType)
    : type
}

describe('the fields clients write', () => {
  const { placedAs } = caucusRoots.drafts.shape
  const schemas = { ...clientRoots, drafts: z.strictObject({ placedAs }) }
  it.each(Object.entries(schemas))('of %s are those of its schema', (root, schema) => {
    const rows = tableUnder(`### \`${root}\``)
    const shape: Record<string, z.ZodType> = schema.shape
    expect(rows.map(([cell = '']) => words(cell)[0]).sort()).toEqual(Object.keys(shape).sort())
    for (const [cell = '', value = '', standard = ''] of rows) {
      const field = words(cell)[0] ?? ''
      const type = shape[field] ?? z.never()
      const blank = type.safeParse(undefined)
      expect([field, standard.replaceAll('`', '')]).toEqual([
        field,
        blank.success ? String(blank.data) : 'required',
      ])
      const bare = bareType(type)
      if (bare instanceof z.ZodEnum) {
        const shared = ['capability', 'unit', 'currency'].find((kind) =>
          field.toLowerCase().endsWith(kind),
        )
        const said = shared === undefined ? words(value) : words(listed(shared))
        expect(said.sort()).toEqual(bare.options.map(String).sort())
      }
      if (bare instanceof z.ZodString && bare.maxLength !== null)
        expect(value).toContain(String(bare.maxLength))
      expect([field, /\bnull\b/.test(value)]).toEqual([field, type.safeParse(null).success])
    }
  })

  const listed = (kind: string) =>
    text.split('\n').find((line) => line.toLowerCase().startsWith(`${kind}: `)) ?? ''
})

describe('the fields the server writes', () => {
  const board = new Board()
  board.must('agenda:set', {
    items: [{ id: 'opening', title: 'Opening' }],
    seen: planSeen(board.doc),
  })
  const pledge = board.place('udcg-27', 0, { quantity: 4, unit: 'system' })
  board.agree(pledge)
  board.must('task:create', {
    pledge,
    parts: [{ kind: 'shipment', title: 'First lot', quantity: 2 }],
  })
  const request = board.request({ ...requestOfMeeting('udcg-27', 0) })
  const asked = readRow(board.doc, 'requests', request)
  board.must('request:validate', { request, seen: asked === null ? '' : requestDigest(asked) })
  const { rzeszow } = firstHubs
  board.must('hub:set', { hub: 'rzeszow', ...rzeszow, tonnesPerMonth: 20_000 })
  board.must('rate:set', {
    currency: 'USD',
    perEuro: 1_108_300,
    date: '2025-04-10',
    source: 'European Central Bank',
  })
  const motion = { title: 'Next meeting', text: 'In June 2025, in Brussels.' }
  board.must('decision:propose', { kind: 'consensus', ...motion })
  const table = { decision: 'dec-1', seen: motionDigest(motion) }
  board.must('decision:call', table)
  board.actFor('NOR', 'position:take', { ...table, position: 'supports' })
  board.must('note:set', { item: 'opening', seen: null, text: 'Greet the new minister first' })
  board.must('floor:ask', { item: 'opening', kind: 'statement' })
  board.must('document:add', {
    item: 'opening',
    document: 'doc-1',
    name: 'Programme.pdf',
    type: 'application/pdf',
    size: 120_000,
    sha256: '4f'.repeat(32),
  })
  board.must('screen:show', { screen: '2', content: 'totals' })
  board.must('screen:message', { text: 'The press is let in at 14:30' })
  const fieldsOf = (root: string) =>
    tableUnder(`### \`${root}\``)
      .flatMap(([cell = '']) => words(cell))
      .sort()

  it('of the session are those on a board', () => {
    expect(fieldsOf('session')).toEqual(Object.keys(readSession(board.doc)).sort())
  })
  it.each<RowRoot>([
    'roster',
    'agenda',
    'agreements',
    'tasks',
    'reviews',
    'hubs',
    'rates',
    'decisions',
    'positions',
    'speakers',
    'documents',
    'screens',
    'overlays',
  ])('of %s are those on a board', (root) => {
    const [row] = rootOf(board.doc, root).values()
    expect(fieldsOf(root)).toEqual([...(row?.keys() ?? [])].sort())
  })

  it('of attendance in confidence are those that marks and the server write', () => {
    expect(fieldsOf('attendance')).toEqual(Object.keys(blankAttendee).sort())
  })
  it('of the chair’s team’s notes are those in its document', () => {
    const [row] = rootOf(board.team, 'notes').values()
    expect(fieldsOf('notes')).toEqual([...(row?.keys() ?? [])].sort())
  })
})

describe('the commands', () => {
  const headings = text.matchAll(/^### Commands .*$/gm).map(([heading]) => heading)
  const table = new Map(
    headings.flatMap(tableUnder).map((cells) => [words(cells[0] ?? '')[0] ?? '', cells] as const),
  )

  it('[C1] are those of the table, and no others', () => {
    expect([...table.keys()].sort()).toEqual(Object.keys(commands).sort())
  })
  it.each(Object.keys(commands) as CommandName[])('%s is told as it is', (name) => {
    const [title = '', who = '', payload = '', , refusals = ''] = table.get(name) ?? []
    const command = commands[name]
    expect(title.includes('**act**')).toBe(command.formal)
    const may = who === 'all' ? [...roles] : who === 'server' ? [] : who.split(', ')
    expect(may).toEqual([...command.roles])
    const shape: Record<string, z.ZodType> = command.input.shape
    const said = words(payload).map((word) => word.replace(/\?.*$/, ''))
    for (const [key, type] of Object.entries(shape)) {
      expect(said).toContain(key)
      const isOptional = words(payload).some((word) => word.startsWith(`${key}? = `))
      expect([key, isOptional]).toEqual([key, type.safeParse(undefined).success])
      const bare = bareType(type)
      if (bare instanceof z.ZodArray && bare.element instanceof z.ZodObject)
        for (const inner of Object.keys(bare.element.shape)) expect(payload).toContain(inner)
    }
    expect(Object.keys(refusalMessages)).toEqual(expect.arrayContaining(words(refusals)))
  })
})

describe('codes, transitions and numbers', () => {
  it('name every close code, and none that is not used', () => {
    const said = tableUnder('### Close codes').map(([code]) => Number(code))
    const codes: number[] = Object.values(closeCodes)
    expect(said).toEqual(expect.arrayContaining(codes))
    expect(said.filter((code) => !codes.includes(code))).toEqual([1001, 1006])
    for (const [code] of text.matchAll(/\b44\d\d\b/g)) expect(codes).toContain(Number(code))
  })

  it('name every refusal', () => {
    const said = new Set(words(text.replace(/```[^`]+```/g, '')))
    expect(Object.keys(refusalMessages).filter((code) => !said.has(code))).toEqual([])
  })

  it('[S1][T4] tell the transitions of sessions and tasks', () => {
    for (const [from, next] of [
      ...Object.entries(sessionTransitions),
      ...Object.entries(taskTransitions),
    ])
      if (next.length > 0)
        expect(text).toContain(`\`${from}\` → ${next.map((state) => `\`${state}\``).join(', ')}`)
  })

  it('[P6] give a digest that is one', () => {
    const [, row = '', digest] = /A seat that reads `([^`]+)` sends `(\w+)`/.exec(text) ?? []
    const fields = JSON.parse(row.replace(/(\w+): /g, '"$1": ')) as object
    expect(pledgeDigest(pledgeSchema.parse(fields))).toBe(digest)
  })

  it('[G8] say where the server’s client ids begin', () => {
    expect(text).toContain(`(${String(serverClientIds.from)})`)
  })
})
