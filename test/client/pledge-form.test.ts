// What the form of a pledge holds of a row is that row; and what its author writes becomes lines, shares and relations.
import { describe, expect, test } from 'vitest'
import { listOf, listText } from '#shared/list-field.ts'
import { type Pledge, pledgeSchema } from '#shared/pledge.ts'
import { lineAfter } from '../../client/line-words.ts'
import { pledgeFields, pledgeWords } from '../../client/pledge-form.ts'
import { changed } from '../../client/words.ts'
import { meetingRows, meetings, pledgeOfMeeting } from '#test/support/board.ts'

const id = 'DEU~01JRJ0000000000000000000AB'
const earlier = 'DEU~01JRH0000000000000000000AB'

function words(opened: Pledge | null = null, own = 'DEU', supersedes: string | null = null) {
  return pledgeWords(opened, { request: null, own, supersedes })
}

function fieldsOf(said: ReturnType<typeof words>, opened: Pledge | null = null, own = 'DEU') {
  const read = (row: string) => (row === earlier ? pledgeOfMeeting('udcg-27', 2) : null)
  return pledgeFields(said, { id, own, request: opened?.request ?? null, opened, read })
}

/** 200,000 rounds for Gepard, of the meeting of July 2025. */
const rounds = pledgeOfMeeting('2025-07-21-udcg-29', 1)

test('a row of a real meeting that is opened and saved is not changed by it', () => {
  const changes = meetings.flatMap((meeting) =>
    meetingRows(meeting).pledges.flatMap(({ delegation }, row) => {
      const pledge = pledgeOfMeeting(meeting, row)
      const { fields, faults } = fieldsOf(words(pledge, delegation), pledge, delegation)
      const diff = { ...changed(fields, pledge), ...faults }
      return Object.keys(diff).length === 0 ? [] : [[meeting, row, diff]]
    }),
  )
  expect(changes).toEqual([])
})

const canonical = listText([
  { amountMinor: 100, currency: 'JPY', period: '2026' },
  { amountMinor: 500, currency: 'EUR', quantity: 4, unit: 'vehicle' },
  { quantityText: 'several', unit: 'drone' },
  { unit: 'system', withheld: true },
])

test('[M14] lines, shares, relations and another source’s word come back as they were said', () => {
  const row = pledgeSchema.parse({
    ...rounds,
    jointWith: 'NOR',
    shares: '[{"party":"NOR","value":60000},{"party":"DEU","value":140000}]',
    lines: canonical,
    supersedes: earlier,
    partOf: 'a package of May',
    netNew: -5,
    conflictingCurrency: 'USD',
  })
  const { fields, faults } = fieldsOf(words(row), row)
  expect({ ...changed(fields, row), ...faults }).toEqual({})
})

describe('what is written', () => {
  test('a line after one of a year is one of the next year, in the same money; one left blank is none', () => {
    const said = words(rounds)
    const first = lineAfter([], { measure: 'EUR', period: '2025' })
    expect(first).toMatchObject({ measure: 'EUR', period: '2026' })
    said.lines = [{ ...first, much: '1.5bn' }, lineAfter([first], { measure: null, period: '' })]
    const { fields, faults } = fieldsOf(said)
    expect(faults).toEqual({})
    expect(fields['lines']).toBe('[{"amountMinor":150000000000,"currency":"EUR","period":"2026"}]')
  })

  test('money is not said in words, and things are not counted in parts', () => {
    const said = words(rounds)
    const blank = lineAfter([], { measure: 'EUR', period: '' })
    said.lines = [
      { ...blank, key: 0, much: 'some' },
      { ...blank, key: 1, measure: 'drone', much: '2,5' },
      { ...blank, key: 2, measure: 'drone', much: 'thousands' },
    ]
    expect(Object.keys(fieldsOf(said).faults)).toEqual(['line 0 much', 'line 1 much'])
  })

  test('[M8] shares come to the whole or are left open; each partner has one, and stands there once', () => {
    const said = words(rounds)
    said.shares = {
      own: '',
      partners: [
        { key: 0, party: 'NOR', share: '' },
        { key: 1, party: 'DNK', share: '' },
      ],
    }
    expect(fieldsOf(said)).toMatchObject({
      fields: { jointWith: 'NOR DNK', shares: null },
      faults: {},
    })
    said.shares.own = '140,000'
    expect(Object.keys(fieldsOf(said).faults)).toEqual(['share 0', 'share 1', 'shares'])
    for (const partner of said.shares.partners) partner.share = '30k'
    const { fields, faults } = fieldsOf(said)
    expect(faults).toEqual({})
    expect(listOf(fields['shares'] as string)).toEqual([
      { party: 'DEU', value: 140_000 },
      { party: 'NOR', value: 30_000 },
      { party: 'DNK', value: 30_000 },
    ])
    said.shares.partners = said.shares.partners.map((partner) => ({ ...partner, party: 'NOR' }))
    expect(Object.keys(fieldsOf(said).faults)).toEqual(['partner 1'])
  })

  test('[M3] what replaces a row of the board adds the difference; of another, what is said', () => {
    const missiles = { ...pledgeOfMeeting('udcg-27', 2), quantity: 400 }
    const said = words(missiles, 'DEU', earlier)
    expect(fieldsOf(said).fields).toMatchObject({ supersedes: earlier, netNew: 100 })
    said.related = {
      list: [{ key: 0, relation: 'supersedes', to: '', text: '500 announced in May' }],
      net: '−100',
    }
    expect(fieldsOf(said).fields).toMatchObject({
      supersedes: '500 announced in May',
      netNew: -100,
    })
  })

  test('[M2] what was delivered already, and what it may overlap with, are its author’s to say', () => {
    const said = words(rounds)
    expect(fieldsOf(said).fields).toMatchObject({ alreadyDelivered: false, possibleOverlap: null })
    said.alreadyDelivered = true
    said.overlap = { said: true, to: '', text: '' }
    expect(fieldsOf(said).fields).toMatchObject({ alreadyDelivered: true, possibleOverlap: true })
    said.overlap.text = 'the package of May'
    expect(fieldsOf(said).fields['possibleOverlap']).toBe('the package of May')
    said.overlap.to = earlier
    expect(fieldsOf(said).fields['possibleOverlap']).toBe(earlier)
    const row = pledgeSchema.parse({ ...rounds, possibleOverlap: earlier, alreadyDelivered: true })
    expect(words(row)).toMatchObject({
      alreadyDelivered: true,
      overlap: { said: true, to: earlier, text: '' },
    })
    said.overlap = { said: true, to: '', text: 'x'.repeat(301) }
    expect(Object.keys(fieldsOf(said).faults)).toEqual(['possibleOverlap'])
  })

  test('[P13] only an own row is repeated, and only once', () => {
    const said = words(rounds)
    const foreign = 'NOR~01JRH0000000000000000000AB'
    said.related.list = [
      { key: 0, relation: 'reannounces', to: foreign, text: '' },
      { key: 1, relation: 'reannounces', to: earlier, text: '' },
    ]
    expect(Object.keys(fieldsOf(said).faults)).toEqual(['relation 0 to', 'relation 1 kind'])
  })
})
