// The read-only API and the files at the real doors: who may read, what is in it, and that it is what is described.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import Papa from 'papaparse'
import { readRow, readRows } from '#shared/board.ts'
import { tableNames } from '#shared/export/tables.ts'
import { type Role, roles } from '#shared/roles.ts'
import { z } from '#shared/z.ts'
import { resources } from '#server/export/resources.ts'
import { requestOfMeeting, pledgeOfMeeting } from '#test/support/board.ts'
import { join, type Joined, sitDown } from '#test/support/raw.ts'
import { connectSeat, type SeatClient } from '#test/support/seat.ts'
import { startServer, type TestServer } from '#test/support/server.ts'
import { until } from '#test/support/until.ts'

const delegationOf: Partial<Record<Role, string>> = {
  chair: 'GBR',
  kyiv: 'UKR',
  delegate: 'DEU',
  staff: 'NATO',
}
let server: TestServer
let kyiv: SeatClient
let germany: SeatClient
let chair: SeatClient
let joined: Joined
let pledge: string
let request: string

const ask = (path: string, headers: Record<string, string> = { Cookie: joined.cookie }) =>
  fetch(`${server.origin}/api/session/${joined.seat}/v1/${path}`, { headers })
const json = async (path: string) => (await ask(path)).json() as Promise<Record<string, unknown>>
const seatOf = async (role: Role): Promise<Joined> => {
  const seat = await join(server, await server.token(role, delegationOf[role] ?? null))
  await sitDown(server, seat, 'Ingrid Larsen')
  return seat
}

beforeAll(async () => {
  server = await startServer({ env: { LIMIT_EXPORTS: '10000' } })
  kyiv = await connectSeat(server, 'kyiv', 'UKR')
  germany = await connectSeat(server, 'delegate', 'DEU')
  chair = await connectSeat(server, 'chair', 'GBR')
  joined = await seatOf('observer')
  request = kyiv.request({ ...requestOfMeeting('udcg-27', 0) })
  pledge = germany.pledge({ ...pledgeOfMeeting('udcg-27', 6), request, title: '=1+1' })
  await until(() => readRow(chair.doc, 'pledges', pledge), 'the pledge with the chair')
  await until(() => readRow(kyiv.doc, 'pledges', pledge), 'the pledge with Kyiv')
  expect(await chair.act('session:open', {})).toMatchObject({ ok: true })
  expect(await kyiv.act('pledge:accept', { pledge, seen: kyiv.seen(pledge) })).toMatchObject({
    ok: true,
  })
  expect(await chair.act('pledge:agree', { pledge, seen: chair.seen(pledge) })).toMatchObject({
    ok: true,
  })
  expect(
    await chair.act('decision:propose', {
      kind: 'silence',
      title: 'The next meeting',
      text: 'The Group meets again in June 2025 at NATO Headquarters in Brussels.',
    }),
  ).toMatchObject({ ok: true })
})
afterAll(async () => {
  for (const seat of [kyiv, germany, chair]) seat.close()
  await server.stop()
})

const files = tableNames.map((name) => `${name}.csv`)
/** Their marking is in a field of the file. */
const sessionFile = 'session-file.json'
const calendar = 'calendar.ics'
const workbook = 'tables.xlsx'
const paths = [
  'session',
  ...Object.keys(resources),
  'totals',
  'coverage',
  'calendar-address',
  sessionFile,
  calendar,
  workbook,
  ...files,
]

describe('who reads', () => {
  it.each(roles)('[X1] the seat of a %s reads all of it', async (role) => {
    const { seat, cookie } = await seatOf(role)
    for (const path of ['session', 'pledges', 'totals', 'pledges.csv']) {
      const answer = await fetch(`${server.origin}/api/session/${seat}/v1/${path}`, {
        headers: { Cookie: cookie },
      })
      expect([path, answer.status]).toEqual([path, 200])
      expect((await answer.text()).length).toBeGreaterThan(0)
    }
  })

  it('[X1] a credential as a bearer does, and nothing without one, with another seat’s or from another origin', async () => {
    const credential = joined.cookie.split('=')[1] ?? ''
    const other = await seatOf('observer')
    for (const path of paths) {
      const statuses = await Promise.all(
        [
          {},
          { Authorization: 'Bearer made-up' },
          { Authorization: `Bearer ${other.cookie.split('=')[1] ?? ''}` },
          { Cookie: joined.cookie, Origin: 'https://elsewhere.example' },
        ].map(async (headers) => (await ask(path, headers as Record<string, string>)).status),
      )
      expect([path, statuses]).toEqual([path, [401, 401, 401, 401]])
    }
    expect((await ask('pledges', { Authorization: `Bearer ${credential}` })).status).toBe(200)
  })

  it('[X1] a seat that was revoked reads nothing more', async () => {
    const { seat, cookie } = await seatOf('observer')
    const secretary = await connectSeat(server, 'secretary')
    expect(await secretary.act('seat:revoke', { seat })).toMatchObject({ ok: true })
    secretary.close()
    const answer = await fetch(`${server.origin}/api/session/${seat}/v1/pledges`, {
      headers: { Cookie: cookie },
    })
    expect([answer.status, await answer.json()]).toMatchObject([
      403,
      { ok: false, error: { code: 'seat_revoked' } },
    ])
  })

  it('[X1] nothing is written: other methods are no pages of it', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const address = `${server.origin}/api/session/${joined.seat}/v1/pledges/${pledge}`
      const answer = await fetch(address, { method, headers: { Cookie: joined.cookie } })
      expect([method, answer.status]).toEqual([method, 404])
    }
  })

  it('[X1] the drafts of a delegation and the notes of the chair’s team are in none of it', async () => {
    const secret = 'Ask Oslo before saying anything'
    expect(
      await chair.act('note:set', {
        item: [...readRows(chair.doc, 'agenda').keys()][0] ?? '',
        text: secret,
        seen: null,
      }),
    ).toMatchObject({ ok: true })
    for (const path of paths) expect(await (await ask(path)).text(), path).not.toContain(secret)
    // Each delegation of the demo has drafts in its own document; on the board is the one pledge that was placed.
    const { rows } = await json('pledges')
    expect(rows).toHaveLength(1)
  })
})

describe('the address of the calendar', () => {
  const addressOf = async ({ seat, cookie }: Joined) => {
    const answer = await fetch(`${server.origin}/api/session/${seat}/v1/calendar-address`, {
      headers: { Cookie: cookie },
    })
    return server.origin + ((await answer.json()) as { path: string }).path
  }

  it('[X5] is enough for a calendar program, and opens nothing else', async () => {
    const address = await addressOf(joined)
    const answer = await fetch(address)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'text/calendar; charset=utf-8',
    ])
    expect(await answer.text()).toBe(await (await ask(calendar)).text())
    const token = /([^/]+)\.ics$/.exec(address)?.[1] ?? ''
    expect((await ask('pledges', { Authorization: `Bearer ${token}` })).status).toBe(401)
    const credential = joined.cookie.split('=')[1] ?? ''
    for (const wrong of [credential, `${token}x`, token.slice(1), 'none'])
      expect((await fetch(`${server.origin}/api/calendar/${wrong}.ics`)).status).toBe(401)
    expect(server.logged.filter((line) => line.includes(token))).toEqual([])
  })

  it('[X5] is worth nothing once the seat is withdrawn', async () => {
    const seat = await seatOf('observer')
    const address = await addressOf(seat)
    expect((await fetch(address)).status).toBe(200)
    const secretary = await connectSeat(server, 'secretary')
    expect(await secretary.act('seat:revoke', { seat: seat.seat })).toMatchObject({ ok: true })
    secretary.close()
    expect((await fetch(address)).status).toBe(403)
  })
})

describe('what it holds', () => {
  it('[X2] the marking is on every answer, and in every row of a table', async () => {
    const { marking } = readMarking()
    for (const path of paths.filter((name) => ![...files, calendar, workbook].includes(name)))
      expect(await json(path), path).toMatchObject({
        ...(path === sessionFile ? {} : { ok: true }),
        marking,
      })
    for (const file of files) {
      const answer = await ask(file)
      const { data } = Papa.parse<string[]>(await answer.text(), { skipEmptyLines: true })
      const [heads, ...rows] = data
      expect([file, heads?.at(-1)]).toEqual([file, 'Marking'])
      for (const row of rows) expect(row.at(-1)).toBe(marking)
      expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="/)
      expect(answer.headers.get('content-security-policy')).toContain('sandbox')
      expect(answer.headers.get('cache-control')).toContain('no-store')
    }
  })

  it('[X2] a title that is a formula is text in the file, and as it was written in the API', async () => {
    expect(await (await ask('pledges.csv')).text()).toContain(`,'=1+1,`)
    expect(await json(`pledges/${pledge}`)).toMatchObject({ row: { id: pledge, title: '=1+1' } })
  })

  it('[X1] rows come page by page, each once, in the order of their ids', async () => {
    const all = [...readRows(kyiv.doc, 'roster').keys()].sort()
    const ids: string[] = []
    for (let after: string | null = ''; after !== null;) {
      const answer = await json(`delegations?limit=25&after=${after}`)
      ids.push(...(answer['rows'] as { id: string }[]).map(({ id }) => id))
      after = answer['next'] as string | null
    }
    expect(ids).toEqual(all)
    expect((await ask('delegations?limit=501')).status).toBe(400)
    expect((await ask('delegations?limit=0')).status).toBe(400)
    expect((await ask('pledges/UKR~nothing')).status).toBe(404)
  })

  it('[X6] heads are in the language that is asked for, keys of the API in none; another language is refused', async () => {
    const headOf = async (path: string) => (await (await ask(path)).text()).split('\r\n')[0]
    expect(await headOf('pledges.csv')).toContain('Deliver by')
    expect(await headOf('pledges.csv?lang=fr')).toContain('Livraison pour')
    expect(await headOf('pledges.csv?lang=uk&separator=semicolon')).toContain(';Поставити до;')
    expect((await ask('tables.xlsx?lang=uk')).status).toBe(200)
    expect(await json('pledges?lang=fr')).toMatchObject({ rows: [{ id: pledge, deliverBy: null }] })
    for (const file of ['pledges.csv', workbook, calendar])
      expect([file, (await ask(`${file}?lang=de`)).status]).toEqual([file, 400])
    const { path } = (await json('calendar-address')) as { path: string }
    const feed = await fetch(`${server.origin}${path}?lang=fr`)
    expect([feed.status, await feed.text()]).toEqual([200, expect.stringContaining('VCALENDAR')])
  })

  it('[M1] totals and coverage are those of the board', async () => {
    const { amountMinor, currency, quantity, unit } = pledgeOfMeeting('udcg-27', 6)
    const measure = quantity === null ? currency : unit
    const value = quantity ?? amountMinor
    expect(await json('totals')).toMatchObject({ firm: [{ measure, value, atLeast: false }] })
    const { requests } = (await json('coverage')) as { requests: { request: string }[] }
    expect(requests).toContainEqual(expect.objectContaining({ request }))
  })

  it('[G20] who asks too often is told when to come back', async () => {
    const strict = await startServer({
      env: { LIMIT_EXPORTS: '10', LIMIT_EXPORTS_PER_SECOND: '1' },
    })
    const { seat, cookie } = await join(strict, await strict.token('observer'))
    await sitDown(strict, { seat, cookie }, 'Ingrid Larsen')
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        fetch(`${strict.origin}/api/session/${seat}/v1/session`, { headers: { Cookie: cookie } }),
      ),
    )
    const refused = answers.filter(({ status }) => status === 429)
    expect(answers.filter(({ ok }) => ok).length).toBeGreaterThanOrEqual(10)
    expect(refused.length).toBeGreaterThan(0)
    for (const { headers } of refused) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    await strict.stop()
  })
})

describe('its description', () => {
  it('[X3] is OpenAPI 3.1 and names every page there is', async () => {
    const answer = await fetch(`${server.origin}/api/openapi.json`)
    const document = (await answer.json()) as { openapi: string; paths: Record<string, object> }
    expect(document.openapi).toBe('3.1.0')
    const described = Object.keys(document.paths)
    for (const path of paths) expect(described).toContain(`/{seat}/v1/${path}`)
    for (const path of described) {
      const answer = await ask(path.replace('/{seat}/v1/', '').replace('{id}', 'none'))
      expect([path, [200, 404].includes(answer.status)]).toEqual([path, true])
      if (!path.includes('{id}')) expect([path, answer.status]).toEqual([path, 200])
    }
  })

  it('[X3] every row has exactly the fields that are described, each of its kind', async () => {
    for (const [name, { row }] of Object.entries(resources)) {
      const { rows } = await json(name)
      const strict = z.array(z.strictObject({ ...row.shape, id: z.string() }))
      expect(strict.safeParse(rows).error?.issues ?? [], name).toEqual([])
    }
  })
})

function readMarking(): { marking: string } {
  return { marking: String(kyiv.doc.getMap('session').get('marking')) }
}
