// A whole session, run by a chair and a deputy who have nothing but a keyboard, with the roster of 57 round the table:
// two seats in browsers beside a delegate and the room screen, all others as real sockets.
import { type Browser, expect, type Page, test } from '@playwright/test'
import { verifyLedger } from '#server/record/ledger.ts'
import { readRow, readRows, readSession, readSpeakersOf } from '#shared/board.ts'
import { type Decision, readDecisions } from '#shared/decision.ts'
import {
  clocksOf,
  type Entry,
  interruptedNow,
  placedDuring,
  speakerNow,
  spokenMs,
  waitingOf,
} from '#shared/floor.ts'
import { readLead } from '#shared/lead.ts'
import { isCounted, quorumOf } from '#shared/presence.ts'
import type { Role } from '#shared/roles.ts'
import { type Cable, openCable } from '../support/cable.ts'
import { Delegations } from '../support/delegations.ts'
import { Keyboard, watchHands } from '../support/keyboard.ts'
import { connectSeat, type SeatClient } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

/** In a browser; connected, but never in a count; not there at all; and there only once the roll was called. */
const [germany, hungary, fiji, newZealand] = ['DEU', 'HUN', 'FJI', 'NZL'] as const

let server: TestServer
/** The chair's way to the server. */
let cable: Cable
let delegations: Delegations
let kyiv: SeatClient
const pages: Page[] = []

test.beforeAll(async () => {
  // Long enough for any pause of a busy machine that is none of the chair's, short enough to be waited for.
  server = await startServer({ env: { CHAIR_GRACE_MS: '2000' } })
  cable = await openCable(server.origin)
  delegations = new Delegations(server)
  kyiv = await connectSeat(server, 'kyiv', 'UKR')
  const away: readonly string[] = [germany, fiji, newZealand]
  await delegations.seat(donors().filter((id) => !away.includes(id)))
})
test.afterAll(async () => {
  for (const page of pages) await page.context().close()
  delegations.close()
  kyiv.close()
  await cable.close()
  await server.stop()
})

const session = () => readSession(kyiv.doc)
const roster = () => readRows(kyiv.doc, 'roster')
const donors = () => [...roster()].filter(([, { role }]) => role === 'donor').map(([id]) => id)
const named = (id: string) => roster().get(id)?.nameEn ?? id
const entries = () => readSpeakersOf(kyiv.doc, session().currentItem ?? '')
const speaking = () => speakerNow(entries())?.delegation ?? null
const waiting = () => waitingOf(entries()).map(({ delegation }) => delegation)
const agreedAt = (pledge: string) => readRow(kyiv.doc, 'agreements', pledge)?.agreedAt ?? null
const decision = (title: string): [string, Decision] | undefined =>
  [...readDecisions(kyiv.doc)].find(([, row]) => row.title === title)

const strip = (page: Page) => page.getByRole('region', { name: 'Next acts' })
const drawer = (page: Page) => page.getByRole('region', { name: 'Detail', exact: true })
/** The floor as the strip shows it: who has it, and what comes then. */
const onFloor = (page: Page) => strip(page).getByRole('button', { name: /^List of speakers/ })
const speaker = (page: Page) => onFloor(page).locator('strong')

/** A browser of its own, and a page that was touched by no pointer. */
async function open(browser: Browser): Promise<Page> {
  const page = await (
    await browser.newContext({ viewport: { width: 1440, height: 900 } })
  ).newPage()
  pages.push(page)
  await watchHands(page)
  return page
}

/** Takes a seat as whoever has no mouse would. */
async function sit(
  browser: Browser,
  origin: string,
  role: Role,
  delegation: string,
  name: string,
): Promise<[Page, Keyboard]> {
  const page = await open(browser)
  const keys = new Keyboard(page)
  await page.goto(`${origin}/join/${await server.token(role, delegation)}`)
  await expect(page.getByLabel('Name')).toBeFocused()
  await keys.type(name)
  await keys.press('Tab')
  await keys.type('Head of delegation')
  await keys.press('Enter')
  await expect(page.getByRole('row').nth(2)).toBeVisible()
  await page.evaluate(() => (window.name = 'not loaded anew'))
  return [page, keys]
}

test('[S1][H2][V10][F1][F10] a chair runs a whole session of 57 delegations from the keyboard alone', async ({
  browser,
}) => {
  test.setTimeout(300_000)
  const [chair, keys] = await sit(browser, cable.origin, 'chair', 'GBR', 'John Healey')
  const [deputy, deputyKeys] = await sit(browser, server.origin, 'chair', 'NOR', 'Tore Sandvik')
  const [delegate, delegateKeys] = await sit(
    browser,
    server.origin,
    'delegate',
    germany,
    'Jonas Weber',
  )
  const wall = await open(browser)
  await wall.goto(`${server.origin}/join/${await server.token('screen')}`)

  /** Calls the next speaker; resolves once the chair's page shows who that is. */
  const call = async (page: Page, hands: Keyboard, next: string) => {
    await hands.press('f')
    await expect(speaker(page)).toHaveText(named(next))
    await until(() => speaking() === next, `${next} to have the floor on the board`)
  }

  /** Writes a text and puts it under silence. */
  const silence = async (title: string, text: string) => {
    await keys.find('propose', 'Propose a text')
    await expect(chair.getByRole('radio', { name: /^Consensus/ })).toBeFocused()
    await keys.press('ArrowDown')
    await expect(chair.getByRole('radio', { name: /^Silence procedure/ })).toBeChecked()
    await keys.press('Tab')
    await keys.type(title)
    await keys.press('Tab')
    await keys.type(text)
    await keys.press('Tab', 'Enter')
    await expect(drawer(chair).getByRole('heading', { level: 2 })).toHaveText(title)
    await keys.find('end 10', 'Let silence end in 10 min')
    await expect(drawer(chair)).toContainText('by the server’s clock')
    await keys.find('put under', /^Put under silence/)
    await expect(drawer(chair).getByRole('timer')).toBeVisible()
    for (const page of [delegate, deputy, wall])
      await expect(page.getByText(title).first()).toBeVisible()
    const [id, row] = decision(title) ?? []
    expect(row).toMatchObject({ state: 'silence', title, text })
    return { decision: id ?? '', seen: row?.digest ?? '', expiresAt: row?.expiresAt ?? 0 }
  }

  await test.step('opening', async () => {
    await keys.press('s')
    await expect(strip(chair).getByRole('button', { name: 'Suspend' })).toBeVisible()
    await until(() => session().state === 'open', 'the session to be open')
    for (const page of [delegate, wall])
      await expect(page.getByText('open', { exact: true }).first()).toBeVisible()
  })

  await test.step('roll call: who opted out attends and counts nowhere, one is absent, one comes late', async () => {
    const isThere = (id: string) => roster().get(id)?.present === true
    await until(() => donors().filter(isThere).length === 55, 'everyone’s arrival to be noted')
    await keys.find('mark all', /^Mark all at once/)
    await expect(drawer(chair)).toContainText('All are called')
    await expect(drawer(chair)).toContainText('54 of 56 that count')
    await keys.find('roll zealand', /^Roll call: New Zealand/)
    const row = drawer(chair).locator(`[data-delegation=${newZealand}] .row`)
    await expect(row).toBeFocused()
    await keys.press('e')
    await expect(row).toContainText('excused')
    await delegations.seat([newZealand])
    await expect(drawer(chair)).toContainText(/New Zealand\s*arrived/)
    await keys.press('t')
    await expect(row).toContainText('present')
    const marks = [fiji, hungary, newZealand].map((id) => roster().get(id)?.attendance)
    expect(marks).toEqual(['absent', 'present', 'present'])

    await keys.reach(chair.getByLabel('Delegations needed for a quorum'), 'Tab', 8)
    await keys.type('29')
    await keys.press('Enter')
    for (const page of [chair, delegate])
      await expect(page.getByText('There is a quorum').first()).toBeVisible()
    expect(quorumOf(roster(), roster(), session())).toMatchObject({ counted: 55, of: 56 })
    expect(isCounted(roster().get(hungary) as never)).toBe(false)
    await keys.press('Escape')
    await expect(drawer(chair)).toBeHidden()
  })

  await test.step('first item: a slip is taken back, a point of order breaks in, the floor goes back', async () => {
    await keys.press('n')
    await expect(strip(chair)).toContainText('1 of 13')
    await expect(chair.getByRole('button', { name: 'Next item' })).toBeEnabled()
    await keys.press('n')
    await expect(strip(chair)).toContainText('2 of 13')
    await expect(chair.getByRole('button', { name: 'Take back' })).toBeVisible()
    await keys.press('u')
    await expect(strip(chair)).toContainText('1 of 13')
    expect(session().currentItem).toBe('opening')

    for (const id of ['NOR', 'POL', 'FRA'])
      expect(await delegations.of(id).act('floor:ask', { kind: 'statement' })).toMatchObject({
        ok: true,
      })
    await expect(onFloor(chair)).toContainText('Then Norway, 3 in all')
    await call(chair, keys, 'NOR')
    await delegations.of('EST').act('floor:ask', { kind: 'order', rank: 1 })
    await expect(
      strip(chair).getByRole('button', { name: 'Point of order: Estonia' }),
    ).toBeVisible()
    expect(waiting()).toEqual(['EST', 'POL', 'FRA'])
    await keys.press('o')
    await expect(onFloor(chair)).toContainText('Norway goes on afterwards')
    await expect(wall.getByText('Estonia').first()).toBeVisible()
    expect([speaking(), interruptedNow(entries())?.delegation]).toEqual(['EST', 'NOR'])
    await keys.press('e')
    await expect(speaker(chair)).toHaveText('Norway')
    await until(() => speakerNow(entries())?.pausedAt, 'Norway to have the floor, paused')
    await expect(strip(chair).getByRole('button', { name: 'Go on' })).toBeVisible()
    await keys.press('h')
    await expect(strip(chair).getByRole('button', { name: 'Stop the clock' })).toBeVisible()
    await call(chair, keys, 'POL')
    await call(chair, keys, 'FRA')
    await keys.press('e')
    await expect(speaker(chair)).toHaveText('Nobody has the floor')
  })

  await test.step('announcements: what Kyiv accepted is agreed with the gavel, once by a slip', async () => {
    await keys.find('go air', /^Go to 4\.1 /)
    await expect(strip(chair)).toContainText('5 of 13')
    const placed: string[] = []
    for (const id of ['NLD', 'NOR']) {
      const pledge = delegations.announce(id) ?? ''
      await until(() => readRow(kyiv.doc, 'pledges', pledge), 'Kyiv to see the pledge')
      await kyiv.act('pledge:accept', { pledge, seen: kyiv.seen(pledge) })
      placed.push(pledge)
    }
    const [first = '', second = ''] = placed
    await expect(strip(chair).getByRole('button', { name: /^Gavel queue 2/ })).toBeVisible()
    await keys.press('q')
    await expect(drawer(chair)).toContainText('Gavel, 1 of 2')
    await keys.press('g')
    await expect(drawer(chair)).toContainText('Agreed at')
    await keys.press('u')
    await expect(drawer(chair)).toContainText('Gavel, 1 of 2')
    await until(() => agreedAt(first) === null, 'the gavel to be taken back')
    await keys.press('g')
    await expect(drawer(chair)).toContainText('Agreed at')
    await keys.press('Enter')
    await expect(drawer(chair)).toContainText('Gavel, 1 of 1')
    await keys.press('g')
    await expect(drawer(chair)).toContainText('Agreed at')
    await until(() => agreedAt(first) && agreedAt(second), 'both to be agreed')
    await expect(wall.getByText('Agreed', { exact: true }).first()).toBeVisible()
    await keys.press('Escape')
  })

  await test.step('a silence procedure is broken; who opted out could not have done it', async () => {
    const text = 'Members of the Group reaffirm their support for Ukraine and will meet again.'
    const put = await silence('Joint statement of the Group', text)
    const against = { decision: put.decision, seen: put.seen, position: 'objects' } as const
    expect(await delegations.of(hungary).act('position:take', against)).toMatchObject({
      error: { code: 'no_voice', rule: 'V6' },
    })
    expect(decision('Joint statement of the Group')?.[1].state).toBe('silence')
    const broken = await delegations.of('POL').act('position:take', {
      ...against,
      sort: 'objection',
      text: 'No date is given for the next meeting.',
    })
    expect(broken).toMatchObject({ ok: true })
    await expect(drawer(chair)).toContainText('Silence broken')
    await expect(drawer(chair)).toContainText('No date is given for the next meeting.')
    await keys.find('announce outcome', /^Announce the outcome/)
    await until(() => decision('Joint statement of the Group')?.[1].announcedAt, 'it announced')
    expect(decision('Joint statement of the Group')?.[1]).toMatchObject({ brokenBy: 'POL' })
  })

  const second = 'Joint statement of the Group, with a date'
  const text = 'Members of the Group reaffirm their support for Ukraine and will meet in June 2025.'
  const put = await test.step('the text is put under silence again', () => silence(second, text))

  await test.step('second item: a tour de table; the chair is lost in its middle, the deputy goes on', async () => {
    await keys.find('go tour', /^Go to 4\.5 /)
    await expect(strip(chair)).toContainText('9 of 13')
    await keys.find('tour countries', 'Tour de table in the order of countries')
    await expect(onFloor(chair)).toContainText('Then Albania, 56 in all')
    const order = waiting()
    expect(order).toHaveLength(56)
    expect(order).not.toContain(hungary)
    // Two answer before their turn, and are not called any more.
    for (const [id, outcome] of [
      ['JOR', 'passes'],
      ['QAT', 'nothing'],
    ] as const) {
      const entry = entries().find((turn) => turn.delegation === id)?.id ?? ''
      await delegations.of(id).act('tour:answer', { entry, outcome })
    }
    await expect(onFloor(chair)).toContainText('54 in all')

    /** Everyone from one name to another, each doing with its turn what it does. */
    const go = async (page: Page, hands: Keyboard, turns: readonly string[]) => {
      for (const id of turns) {
        await call(page, hands, id)
        const turn = speakerNow(entries()) as Entry
        if (id === germany) await announce(turn)
        else await delegations.take(turn)
      }
    }

    /** Germany's drafts come up on its page; it places them all, by keyboard too. */
    const announce = async (turn: Entry) => {
      const band = delegate.getByRole('region', { name: 'You have the floor' })
      const all = band.getByRole('button', { name: /^Place all \d+ drafts/ })
      await delegateKeys.reach(all, 'Tab', 40)
      await delegateKeys.press('Enter')
      await expect(band).toContainText('12 pledges placed')
      const placed = () => placedDuring(turn, readRows(kyiv.doc, 'pledges').keys())
      await until(() => placed().length === 12, 'all on the board')
      await expect(wall.getByText('Germany').first()).toBeVisible()
    }

    const called = order.filter((id) => id !== 'JOR' && id !== 'QAT')
    const [before, during, after] = [called.slice(0, 30), called.slice(30, 33), called.slice(33)]
    await go(chair, keys, before)

    // Who has not answered: those who were not called yet and are in the room.
    await keys.press('a')
    await expect(drawer(chair).getByRole('heading', { level: 2 })).toHaveText(
      /^24 of 55 donors present have not answered/,
    )

    cable.pull()
    await expect(chair.getByRole('banner').getByText('Offline')).toBeVisible()
    for (const page of [deputy, delegate, wall])
      await expect(page.getByText(/^The floor has been frozen since/)).toBeVisible()
    expect(speakerNow(entries())?.pausedAt).not.toBeNull()
    await deputyKeys.press('t')
    await expect(
      deputy.getByRole('button', { name: 'You lead until the chair is back' }),
    ).toBeVisible()
    await expect(delegate.getByText('Norway leads until the chair is back')).toBeVisible()
    await go(deputy, deputyKeys, during)

    cable.plug()
    await expect(chair.getByRole('banner').getByText('Saved', { exact: true })).toBeVisible()
    await expect(chair.getByRole('button', { name: /^You lead together with/ })).toBeVisible()
    await expect(deputy.getByRole('button', { name: /^You do not lead/ })).toBeVisible()
    await expect(speaker(chair)).toHaveText(named(during.at(-1) ?? ''))
    expect(readLead(kyiv.doc)).toMatchObject({ acting: null, frozenAt: null })
    await go(chair, keys, after)
    await keys.press('e')
    await expect(speaker(chair)).toHaveText('Nobody has the floor')

    // One spoke at a time, nothing between them, and the clock stood while nobody led.
    const spoken = entries().filter(({ beganAt }) => beganAt !== null)
    expect(spoken.map(({ delegation }) => delegation)).toEqual(called)
    for (const [i, turn] of spoken.entries())
      expect(turn.endedAt).toBe(spoken[i + 1]?.beganAt ?? turn.endedAt)
    const frozen = spoken[29] as Entry
    const stood = (frozen.endedAt ?? 0) - (frozen.pausedAt ?? 0)
    const whole = (spoken.at(-1)?.endedAt ?? 0) - (spoken[0]?.beganAt ?? 0)
    const clocks = clocksOf(entries(), Infinity)
    const sum = [...clocks.values()].reduce((all, clock) => all + clock.spokenMs, 0)
    expect(stood).toBeGreaterThan(0)
    expect(sum).toBe(whole - stood)
    expect(sum).toBe(spoken.reduce((all, turn) => all + spokenMs(turn, Infinity), 0))
    // And so says the chair's page: to the second, for each.
    await keys.press('l')
    const times = drawer(chair).getByRole('table').getByRole('row')
    await expect(times).toHaveCount(called.length + 1)
    await expect(times.filter({ hasText: named(germany) })).toContainText('12 pledges placed')
    await expect(drawer(chair)).toContainText('2 donors present have not spoken. Jordan and Qatar')
    for (const [id, { spokenMs: ms }] of [...clocks].slice(0, 5))
      await expect(times.filter({ hasText: named(id) })).toContainText(
        `${String(Math.floor(ms / 60_000))}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`,
      )
  })

  await test.step('the server is down while silence runs out, and adopts the text to the millisecond', async () => {
    await server.stop({ keep: true })
    for (const page of [chair, deputy, delegate])
      await expect(page.getByRole('banner').getByText('Offline')).toBeVisible()
    const { dataDir, origin } = server
    server = await startServer({
      dataDir,
      env: { PORT: new URL(origin).port, CHAIR_GRACE_MS: '60000' },
      now: () => Date.now() + 15 * 60_000,
    })
    await delegations.back()
    for (const page of [chair, deputy, delegate])
      await expect(page.getByRole('banner').getByText('Saved', { exact: true })).toBeVisible()
    await until(() => decision(second)?.[1].state === 'adopted', 'the text to be adopted')
    expect(decision(second)?.[1].decidedAt).toBe(put.expiresAt)
    await keys.find('with a date', /^Joint statement of the Group, with a date/)
    await expect(drawer(chair)).toContainText('Adopted')
    await keys.find('announce outcome', /^Announce the outcome/)
    await until(() => decision(second)?.[1].announcedAt, 'the outcome to be announced')
    for (const page of [deputy, delegate])
      await expect(page.getByRole('button', { name: /with a date/ })).toContainText('Adopted')
    const late = { decision: put.decision, seen: put.seen, position: 'objects' } as const
    expect((await delegations.of('POL').act('position:take', late)).ok).toBe(false)
  })

  await test.step('the lead is handed to Norway', async () => {
    await keys.press('c')
    const hand = drawer(chair).getByRole('button', { name: 'Hand to Norway' })
    await expect(hand).toBeVisible()
    await keys.reach(hand, 'Tab', 6)
    await keys.press('Enter')
    await expect(drawer(chair).getByRole('button', { name: 'Yes, Norway leads' })).toBeFocused()
    await keys.press('Enter')
    await expect(deputy.getByRole('button', { name: /^You lead together with/ })).toBeVisible()
    await expect(chair.getByRole('button', { name: /^You do not lead/ })).toBeVisible()
    await keys.press('n')
    await expect(chair.getByRole('alert')).toContainText('does not lead this session now')
    expect(readLead(kyiv.doc)).toMatchObject({ leads: ['DEU', 'NOR'], deputies: ['GBR'] })
  })

  await test.step('closing, asked once; afterwards every act is refused with its reason', async () => {
    await deputyKeys.find('close session', 'Close session')
    await deputyKeys.reach(deputy.getByRole('button', { name: 'Close for good' }), 'Tab', 3)
    expect(session().state).toBe('open')
    await deputyKeys.press('Enter')
    for (const page of [chair, delegate])
      await expect(page.getByText('closed', { exact: true }).first()).toBeVisible()
    await expect(wall.getByText('The session is closed').first()).toBeVisible()
    await until(() => session().state === 'closed', 'the session to be closed')
    await deputyKeys.press('n')
    await expect(deputy.getByRole('alert')).toContainText('closed')
    for (const answer of [
      await delegations.of('FRA').act('floor:ask', { kind: 'statement' }),
      await delegations.of('POL').act('floor:ask', { kind: 'order' }),
    ])
      expect(answer).toMatchObject({ ok: false, error: { code: expect.stringMatching(/session/) } })
  })

  await test.step('no page was loaded anew, no hand left the keyboard, and the record holds', async () => {
    for (const page of [chair, deputy, delegate]) {
      expect(await page.evaluate(() => window.name)).toBe('not loaded anew')
      await expect(page.locator('html')).not.toHaveAttribute('data-pointer')
    }
    const rows = await server.storage.readLedger(server.session, 0)
    expect(verifyLedger(rows)).toMatchObject({ ok: true })
    const kept = /^(session|lead|decision|tour):(?!propose)|^roll:all|^pledge:(agree|reopen)/
    expect(
      rows.map(({ act }) => act).filter((act) => kept.test(act) && act !== 'tour:answer'),
    ).toEqual([
      'session:open',
      'roll:all',
      'pledge:agree',
      'pledge:reopen',
      'pledge:agree',
      'pledge:agree',
      'decision:silence',
      'decision:announce',
      'decision:silence',
      'tour:start',
      'lead:lost',
      'lead:take',
      'lead:return',
      'decision:expire',
      'decision:announce',
      'lead:hand',
      'session:close',
    ])
  })
})
