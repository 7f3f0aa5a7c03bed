// Every role and every field of every root of the board, over the real door: which edit stands, what the others are
// told, and that nobody sees anything of them. Written out once more, so that it fails when the schema changes.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ClientRoot, clientRoots, rootOf, type Scalar, serverRoots } from '#shared/board.ts'
import { type Role, roles } from '#shared/roles.ts'
import { contents, type Id, item, type Struct, updateOf } from '#test/support/bytes.ts'
import { Hall, standing } from '#test/support/hall.ts'
import { updateFrame } from '#test/support/raw.ts'
import { rowId } from '#test/support/seat.ts'
import { until } from '#test/support/until.ts'

const { type, values } = contents

/** Each field with a value that may stand in it. */
const fields: Readonly<Record<string, Readonly<Record<string, Scalar>>>> = {
  requests: {
    capability: 'artillery',
    title: '155 mm rounds for the spring',
    item: '155 mm',
    quantity: 100_000,
    unit: 'round',
    amountMinor: 5_000_000_000,
    amountMaxMinor: 6_000_000_000,
    currency: 'EUR',
    percentOfGdp: 0.25,
    priority: 'high',
    neededBy: 'before the summer',
    note: 'Any lot helps.',
    source: 'https://www.president.gov.ua/en',
    order: 'a1',
    quantityMax: 12,
    lines: '[{"quantity":300,"unit":"missile"}]',
    outcome: 'partially covered',
    supersedes: 'UKR~01JRJ6K0Q0DEK0000000000001',
    withdrawn: true,
  },
  pledges: {
    capability: 'artillery',
    kind: 'ammunition',
    title: '10,000 rounds of 155 mm',
    request: 'UKR~01JRJ6K0Q0DEK0000000000001',
    item: '155 mm',
    quantity: 10_000,
    unit: 'round',
    quantityText: 'thousands',
    withheld: true,
    amountMinor: 15_000_000_000,
    currency: 'EUR',
    condition: 'Approval by parliament',
    deliverBy: 'by the end of 2025',
    period: '2025-2026',
    programme: 'Czech initiative',
    jointWith: 'DNK NOR',
    shares: '[{"party":"DNK","value":4000},{"party":"NOR","value":6000}]',
    lines: '[{"item":"120 mm mortar","quantity":2000,"unit":"round"}]',
    channel: 'coalition',
    consentOf: 'CHE',
    conditionKind: 'budget_vote',
    reannounces: true,
    partOf: 'a larger package',
    values: 'an earlier gift',
    supersedes: 'the first announcement',
    backfills: 'an earlier gift',
    possibleOverlap: true,
    addsTo: 'what was given in May',
    netNew: 0,
    recipient: 'Greece',
    implementedIn: 'Poland',
    deliveryState: 'partly delivered',
    deliveredLater: 9_500,
    convertedBySource: true,
    answer: 'partial',
    alreadyDelivered: true,
    toUkraine: false,
    lead: true,
    conflictingQuantity: 9_000,
    conflictingAmountMinor: 14_000_000_000,
    conflictingCurrency: 'USD',
    conflictingSource: 'https://www.defensie.nl',
    source: 'https://www.gov.uk',
    note: 'In three lots.',
    withdrawn: true,
  },
  stocks: {
    capability: 'artillery',
    item: '155 mm',
    quantity: 20_000,
    unit: 'round',
    availableFrom: 'Q3 2025',
    note: 'From the reserve.',
    withdrawn: true,
  },
}
/** Roots of the server, each with all that the server writes there; and roots that a board does not have. */
const closed: Readonly<Record<string, readonly string[]>> = {
  session: 'title date place marking state currentItem itemSince openedAt closedAt'.split(' '),
  roster: 'nameEn nameFr nameUk kind role stance stanceScope present'.split(' '),
  agenda:
    'title owner minutes kind capability secondsEach parent order state beganAt endedAt listClosesAt lot'.split(
      ' ',
    ),
  agreements:
    'acceptance answer answeredAt answeredBy acceptedDigest agreedAt agreedBy agreedDigest quantity unit amountMinor currency condition confirmedAt confirmedBy confirmedDigest shares consents matches'.split(
      ' ',
    ),
  tasks:
    'kind title quantity unit amountMinor currency state node window responsible createdAt movedAt received receiptNote receivedAt receivedBy line mode tonnes windowReason partedFrom started completed receivedAs adjustReason adjustNote adjustedAt adjustedBy'.split(
      ' ',
    ),
  reviews: 'validatedAt validatedBy validatedDigest closedAt closedBy closedWhy'.split(' '),
  hubs: 'name country lat lon tonnesPerMonth closed'.split(' '),
  rates: 'perEuro date source'.split(' '),
  carried: 'session title date'.split(' '),
  speakers:
    'delegation kind to rank place askedAt askedBy enteredBy beganAt limitMs pausedAt pausedMs endedAt withdrawnAt addedMs ready outcome statement'.split(
      ' ',
    ),
  decisions:
    'kind title text item digest state proposedAt proposedBy calledAt expiresAt decidedAt announcedAt reopens brokenBy voices'.split(
      ' ',
    ),
  positions: 'position text sort at by'.split(' '),
  documents: 'item name type size sha256 by delegation at removedAt removedBy draft'.split(' '),
  drafters: ['since'],
  screens: 'content at by'.split(' '),
  overlays: 'text until at by'.split(' '),
  imports: 'meeting date place format chair participants sources totals marking file at by'.split(
    ' ',
  ),
  provenance: 'import row digest'.split(' '),
  drafts: ['title', 'placedAs'],
  ledger: ['hash'],
}

/** Who is told what: `x` the edit stands, else the rule that is broken. `own` and `foreign` rows of a delegation. */
const grid = `
                     secretary  chair  kyiv  delegate  staff  observer  screen
  requests              G2       G2     x      R1       G2      G2       G2
  pledges of own        G2       G2     P1     x        G2      G2       G2
  pledges of others     G2       G2     P1     P1       G2      G2       G2
  stocks of own         G2       G2     B1     x        G2      G2       G2
  stocks of others      G2       G2     B1     B1       G2      G2       G2
  session               G2       G2     G3     G3       G2      G2       G2
  roster                G2       G2     G3     G3       G2      G2       G2
  agenda                G2       G2     G3     G3       G2      G2       G2
  agreements            G2       G2     G3     G3       G2      G2       G2
  tasks                 G2       G2     G3     G3       G2      G2       G2
  reviews               G2       G2     G3     G3       G2      G2       G2
  hubs                  G2       G2     G3     G3       G2      G2       G2
  rates                 G2       G2     G3     G3       G2      G2       G2
  carried               G2       G2     G3     G3       G2      G2       G2
  speakers              G2       G2     G3     G3       G2      G2       G2
  decisions             G2       G2     G3     G3       G2      G2       G2
  positions             G2       G2     G3     G3       G2      G2       G2
  documents             G2       G2     G3     G3       G2      G2       G2
  drafters              G2       G2     G3     G3       G2      G2       G2
  screens               G2       G2     G3     G3       G2      G2       G2
  overlays              G2       G2     G3     G3       G2      G2       G2
  imports               G2       G2     G3     G3       G2      G2       G2
  provenance            G2       G2     G3     G3       G2      G2       G2
  drafts                G2       G2     G3     G3       G2      G2       G2
  ledger                G2       G2     G3     G3       G2      G2       G2
`
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/\s{2,}/))
const [columns = [], ...lines] = grid
const cells = lines.flatMap(([where = '', ...rules]) =>
  rules.map((rule, i) => ({ where, role: (columns[i] ?? '') as Role, rule })),
)

const delegationOf: Partial<Record<Role, string>> = {
  chair: 'GBR',
  kyiv: 'UKR',
  delegate: 'NLD',
  staff: 'NATO',
}

let hall: Hall
const tokens = new Map<Role, string>()
beforeAll(async () => {
  hall = await Hall.open()
  for (const role of roles)
    tokens.set(role, await hall.server.token(role, delegationOf[role] ?? null))
})
afterAll(() => hall.close())

const isOfClients = (root: string): root is ClientRoot => Object.hasOwn(clientRoots, root)
const rootIn = (where: string) => where.split(' ')[0] ?? ''
const rowIn = (where: string) =>
  where === 'requests' ? hall.request : where.endsWith('of own') ? hall.own : hall.foreign
const fieldsIn = (where: string) => [
  ...Object.keys(fields[rootIn(where)] ?? {}),
  ...(closed[rootIn(where)] ?? []),
]

/** The edit of one field, as an honest page would make it; where there is no row yet, a row with it. */
function structsOf(where: string, field: string, client: number): readonly Struct[] {
  const root = rootIn(where)
  const value = values(fields[root]?.[field] ?? 'x')
  if (root === 'session') return [item({ parent: 'session', key: field }, value)]
  if (!isOfClients(root))
    return [
      item({ parent: root, key: rowId('NLD') }, type(1)),
      item({ parent: [client, 0] as Id, key: field }, value),
    ]
  return [item({ origin: hall.valueIn(rowIn(where), field, root) }, value)]
}

async function send(role: Role, where: string, field: string) {
  const raw = await hall.enter(tokens.get(role))
  const client = hall.fresh()
  raw.ws.send(updateFrame(updateOf([hall.next(client, structsOf(where, field, client))])))
  return raw
}

describe('every role and every field', () => {
  it('the tables name each role, each root and each field once', () => {
    expect(columns.toSorted()).toEqual(roles.toSorted())
    for (const [root, schema] of Object.entries(clientRoots))
      expect(Object.keys(fields[root] ?? {}).sort()).toEqual(Object.keys(schema.shape).sort())
    expect(Object.keys(closed)).toEqual([...serverRoots, 'drafts', 'ledger'])
    const roots = [...Object.keys(clientRoots), ...serverRoots, 'drafts', 'ledger']
    expect([...new Set(lines.map(([where = '']) => rootIn(where)))]).toEqual(roots)
    expect(cells).toHaveLength(lines.length * roles.length)
  })

  it.each(cells.filter(({ rule }) => rule !== 'x'))(
    '[G2][G3][G4][P1][R1][B1] $role on $where: $rule, and nobody sees anything of it',
    async ({ role, where, rule }) => {
      const before = standing(hall.doc)
      const closings = await Promise.all(
        fieldsIn(where).map(async (field) => {
          const { code, reason } = await (await send(role, where, field)).closed()
          return [field, code, reason.split(' ')[0]]
        }),
      )
      expect(closings).toEqual(fieldsIn(where).map((field) => [field, 4403, rule]))
      expect(standing(hall.doc)).toBe(before)
      await hall.expectVictimWorks()
    },
  )

  it.each(cells.filter(({ rule }) => rule === 'x'))(
    '[G4][R1][P1][B1] $role on $where: every field stands, and everyone sees it',
    async ({ role, where }) => {
      const root = rootIn(where) as keyof typeof clientRoots
      for (const [field, value] of Object.entries(fields[root] ?? {})) {
        const raw = await send(role, where, field)
        const seen = () => rootOf(hall.observer.doc, root).get(rowIn(where))?.get(field)
        await until(() => raw.close() ?? seen() === value, `${field} on another screen`)
        expect([field, raw.close(), seen()]).toEqual([field, null, value])
        raw.ws.terminate()
      }
      await hall.expectVictimWorks()
    },
  )
})
