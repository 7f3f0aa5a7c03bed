import { describe, expect, it } from 'vitest'
import { demoSession } from '#server/demo/demo.ts'
import { rowsOf } from '#shared/import/rows.ts'
import { parseSessionFile } from '#shared/import/file.ts'
import { pledgeSchema } from '#shared/pledge.ts'
import { requestSchema } from '#shared/request.ts'
import { meetingRows, meetings, rosterIds } from '#test/support/board.ts'

const demo = demoSession()

describe('the demo session', () => {
  it('is the meeting of 11 April 2025, marked, with a request that January left open', () => {
    expect(demo).toMatchObject({
      title: 'Ukraine Defense Contact Group (UDCG-27)',
      date: '2025-04-11',
      place: 'NATO HQ, Brussels',
      marking: 'UNCLASSIFIED, RELEASABLE TO UDCG',
    })
    expect([demo.requests.length, demo.pledges.length]).toEqual([6, 20])
  })

  it('has 57 states, the EU, NATO and Ukraine on its roster; Hungary opted out', () => {
    const roles = Object.groupBy(demo.roster, ({ role }) => role)
    expect(roles.donor).toHaveLength(57)
    expect(roles.organisation?.map(({ id }) => id)).toEqual(['EU', 'NATO'])
    expect(roles.requester?.map(({ id }) => id)).toEqual(['UKR'])
    expect(demo.roster.filter(({ stance }) => stance === 'opted_out')).toMatchObject([
      { id: 'HUN', nameEn: 'Hungary', nameFr: 'Hongrie', nameUk: 'Угорщина' },
    ])
    expect(new Set(demo.roster.map(({ id }) => id)).size).toBe(60)
  })

  it('has an agenda from the opening to the conclusions, a little over three hours long', () => {
    expect(demo.agenda[0]?.id).toBe('opening')
    expect(demo.agenda.at(-1)?.id).toBe('conclusions')
    expect(new Set(demo.agenda.map(({ id }) => id)).size).toBe(demo.agenda.length)
    expect(demo.agenda.reduce((sum, { minutes }) => sum + (minutes ?? 0), 0)).toBe(205)
  })

  it('links a pledge to a request only where it plainly fits', () => {
    const linked = demo.pledges.flatMap(({ requestIndex }, row) =>
      requestIndex === null ? [] : [[row, requestIndex]],
    )
    // The general support, and IRIS-T for the systems asked in January; MANPADS are neither those nor Patriots.
    expect(linked).toEqual([
      [0, 1],
      [1, 5],
      [11, 1],
      [13, 1],
      [15, 1],
      [18, 1],
    ])
    expect(meetingRows('2025-07-21-udcg-29').pledges[0]?.requestIndex).toBe(1)
    expect(meetingRows('2024-04-26-udcg-21').pledges[11]?.requestIndex).toBe(1)
  })
})

describe('the rows of the documented meetings', () => {
  it.each(meetings)('%s fits the board', (meeting) => {
    const { requests, pledges } = meetingRows(meeting)
    for (const { fields } of requests) expect(() => requestSchema.parse(fields)).not.toThrow()
    for (const { fields } of pledges) expect(() => pledgeSchema.parse(fields)).not.toThrow()
  })

  it('keep figures and words as printed', () => {
    expect(demo.pledges[0]?.fields).toEqual({
      capability: 'general',
      kind: 'funding',
      title:
        'EUR 3bn more in 2025 and EUR 8bn until 2029 (EUR 11bn in total), cleared by the Bundestag',
      amountMinor: 1_100_000_000_000,
      currency: 'EUR',
      condition: 'parliamentary budget approval (given)',
      period: '2025-2029',
      source: 'https://en.interfax.com.ua/news/general/1063136.html',
    })
    expect(demo.pledges[10]?.fields).toMatchObject({
      quantity: 100,
      unit: 'system',
      conflictingQuantity: 1100,
    })
    expect(demo.requests[0]?.fields).toMatchObject({
      item: 'Patriot',
      quantity: 10,
      unit: 'system',
      priority: 'urgent',
    })
  })

  it('[I2] keep what their readers noted beside', () => {
    const fields = (meeting: (typeof meetings)[number], row: number) =>
      meetingRows(meeting).pledges[row]?.fields
    expect(fields('2024-04-26-udcg-21', 4)).toMatchObject({
      implementedIn: 'POL',
      convertedBySource: true,
    })
    expect(fields('2024-06-13-udcg-23', 6)).toMatchObject({ deliveredLater: 2160 })
    expect(fields('2024-06-13-udcg-23', 9)).toMatchObject({
      partOf: 'CAN 50 ACSV',
      deliveryState: 'in_transit',
    })
    expect(fields('2025-01-09-udcg-25', 6)).toMatchObject({ recipient: 'NATO (Rzeszow hub)' })
    expect(meetingRows('2025-01-09-udcg-25').requests[1]?.fields).toMatchObject({
      outcome: 'partially covered, number not disclosed',
    })
  })

  it('name the relation that decides how they count', () => {
    expect(meetingRows('2024-06-13-udcg-23').pledges[1]?.fields).toMatchObject({
      reannounces: true,
      partOf: 'SWE USD 1.23bn package',
    })
    expect(meetingRows('2024-04-26-udcg-21').pledges[7]?.fields).toMatchObject({
      supersedes: '800 announced February 2024',
      netNew: 100,
    })
  })
})

describe('a session file that is wrong', () => {
  const meeting = {
    meeting: 'UDCG-27',
    date: '2025-04-11',
    place: 'NATO HQ, Brussels',
    format: 'hybrid',
    chair: 'GBR (Healey) + DEU (Pistorius)',
    participants_reported: '51 nations and partners',
    sources: [],
    requests: [],
    totals_reported: [],
  }
  const radars = {
    delegation: 'DEU',
    capability: 'electronic_warfare',
    kind: 'equipment',
    text: '100 ground surveillance radars',
    quantity: 100,
    unit: 'system',
    source: 'https://rahbarkisan.com/wp/germany-unveils-e3b-military-aid-package-for-ukraine',
  }
  const convert = (row: object) => {
    const text = JSON.stringify({ ...meeting, pledges: [radars, row] })
    return rowsOf('udcg-27.json', parseSessionFile('udcg-27.json', text), rosterIds)
  }

  it.each([
    [{ ...radars, capability: 'radar' }, 'udcg-27.json: pledges, row 1, capability: '],
    [{ ...radars, quantity: 99.5 }, 'udcg-27.json: pledges, row 1, quantity: '],
    [{ ...radars, unit: undefined }, 'udcg-27.json: pledges, row 1, unit: missing beside quantity'],
    [
      { ...radars, amount: 3_000_000 },
      'udcg-27.json: pledges, row 1, currency: missing beside amount',
    ],
    [{ ...radars, quanity: 100 }, 'udcg-27.json: pledges, row 1, quanity: no such field is known'],
    [
      { ...radars, amount: 50_000_000_000, currency: 'TND' },
      'udcg-27.json: pledges, row 1, amount: more than TND 10000000000',
    ],
    [
      { ...radars, delegation: 'RUS' },
      'udcg-27.json: pledges, row 1, delegation: RUS is not on the roster',
    ],
    [
      { ...radars, joint_with: ['FRA', 'BLR'] },
      'udcg-27.json: pledges, row 1, joint_with: BLR is not on the roster',
    ],
  ])('is named with file, row and field (%#)', (row, message) => {
    expect(() => convert(row)).toThrow(message)
  })

  it('is named where it is no JSON, or no session', () => {
    expect(() => parseSessionFile('udcg-28.json', '{"meeting": ')).toThrow('udcg-28.json: not JSON')
    expect(() => parseSessionFile('udcg-28.json', '[]')).toThrow('udcg-28.json: file: ')
    expect(() =>
      parseSessionFile(
        'udcg-28.json',
        JSON.stringify({ ...meeting, pledges: [], date: '11 April' }),
      ),
    ).toThrow('udcg-28.json: date: ')
  })
})
