// What a seat may write on the board, over the real door with real rows.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { readRow } from '#shared/board.ts'
import { connectSeat, rowId, type SeatClient } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

const irisT = {
  capability: 'iamd',
  kind: 'equipment',
  title: 'Four IRIS-T air-defence systems',
  quantity: 4,
  unit: 'system',
}
const patriots = {
  capability: 'iamd',
  title: 'At least ten systems, Patriot best',
  quantity: 10,
  unit: 'system',
}

type Board = Y.Map<Y.Map<unknown>>

/** All that stands on the board but who is present: the server says that, at moments of its own. */
function standing(doc: Y.Doc): unknown {
  const roots = [...doc.share.keys()].sort()
  return roots.map((root) => {
    const rows = doc.getMap(root).toJSON() as Record<string, Record<string, unknown>>
    if (root === 'roster')
      for (const row of Object.values(rows)) {
        delete row.present
        delete row.presentAt
      }
    return [root, rows]
  })
}

describe('the rows of the board', () => {
  let server: TestServer
  let screen: SeatClient
  let kyiv: SeatClient
  const opened: SeatClient[] = []

  const open = async (...who: [Parameters<typeof connectSeat>[1], string?]) => {
    const seat = await connectSeat(server, who[0], who[1] ?? null)
    opened.push(seat)
    return seat
  }
  /** Makes the attempt on a fresh seat and tells how its socket was closed; the board must stay as it was. */
  const refusedAt = async (seat: SeatClient, attempt: (doc: Y.Doc) => void) => {
    const before = standing(screen.doc)
    attempt(seat.doc)
    await until(() => seat.closes.length > 0, 'the close')
    expect(standing(screen.doc)).toEqual(before)
    return seat.closes[0]
  }
  const board = (doc: Y.Doc, root: string): Board => doc.getMap(root)

  beforeAll(async () => {
    server = await startServer()
    screen = await open('screen')
    kyiv = await open('kyiv', 'UKR')
  })
  afterAll(async () => {
    for (const seat of opened) seat.close()
    await server.stop()
  })

  it('[R1] a delegation cannot post a request, not even under its own name', async () => {
    const close = await refusedAt(await open('delegate', 'DEU'), (doc) => {
      board(doc, 'requests').set(rowId('DEU'), new Y.Map(Object.entries(patriots)))
    })
    expect(close?.code).toBe(4403)
    expect(close?.reason).toContain('R1')
  })

  it('[R2] a request without a title is not born; with capability and title it is', async () => {
    const close = await refusedAt(await open('kyiv', 'UKR'), (doc) => {
      board(doc, 'requests').set(rowId('UKR'), new Y.Map([['capability', 'iamd']]))
    })
    expect(close?.code).toBe(4403)
    const id = kyiv.request({ capability: 'iamd', title: patriots.title })
    await until(() => readRow(screen.doc, 'requests', id), 'the request on the screen')
  })

  it('[R3] a withdrawn request stays on the board with what was pledged for it', async () => {
    const germany = await open('delegate', 'DEU')
    const request = kyiv.request(patriots)
    await until(() => readRow(germany.doc, 'requests', request), 'the request in Berlin')
    const pledge = germany.pledge({ ...irisT, request })
    board(kyiv.doc, 'requests').get(request)?.set('withdrawn', true)
    await until(() => readRow(screen.doc, 'requests', request)?.withdrawn, 'the flag')
    await until(() => readRow(screen.doc, 'pledges', pledge), 'the pledge')
    expect(readRow(screen.doc, 'requests', request)?.title).toBe(patriots.title)
  })

  it('[P1] nobody places a pledge in the name of another delegation', async () => {
    const close = await refusedAt(await open('delegate', 'NLD'), (doc) => {
      board(doc, 'pledges').set(rowId('DEU'), new Y.Map<unknown>(Object.entries(irisT)))
    })
    expect(close?.code).toBe(4403)
    expect(close?.reason).toContain('P1')
  })

  it('[P2][G5] a pledge is born whole, and once', async () => {
    const { title: _, ...untitled } = irisT
    const close = await refusedAt(await open('delegate', 'DEU'), (doc) => {
      board(doc, 'pledges').set(rowId('DEU'), new Y.Map<unknown>(Object.entries(untitled)))
    })
    expect(close?.code).toBe(4403)
    const germany = await open('delegate', 'DEU')
    const id = germany.pledge(irisT)
    await until(() => readRow(screen.doc, 'pledges', id), 'the pledge')
    const again = await refusedAt(germany, (doc) => {
      board(doc, 'pledges').set(id, new Y.Map<unknown>(Object.entries(irisT)))
    })
    expect(again?.code).toBe(4403)
    expect(again?.reason).toContain('G5')
  })

  it.each(['session', 'roster', 'agenda', 'agreements', 'tasks', 'speakers'])(
    '[G3] no seat writes in the root %s',
    async (root) => {
      const close = await refusedAt(await open('delegate', 'DEU'), (doc) => {
        doc.getMap<unknown>(root).set('state', new Y.Map())
      })
      expect(close?.code).toBe(4403)
    },
  )

  it('[G6] neither a row nor a field is removed', async () => {
    const germany = await open('delegate', 'DEU')
    const id = germany.pledge(irisT)
    await until(() => readRow(screen.doc, 'pledges', id), 'the pledge')
    const field = await refusedAt(germany, (doc) => board(doc, 'pledges').get(id)?.delete('title'))
    expect(field?.code).toBe(4403)
    const row = await refusedAt(await open('delegate', 'DEU'), (doc) => {
      board(doc, 'pledges').delete(id)
    })
    expect(row?.code).toBe(4403)
    expect(readRow(screen.doc, 'pledges', id)?.title).toBe(irisT.title)
  })

  it.each<[string, (row: Y.Map<unknown>) => void]>([
    ['an unknown field', (row) => row.set('__proto__', 'x')],
    ['a map in a field', (row) => row.set('title', new Y.Map())],
    ['a text in a field', (row) => row.set('title', new Y.Text('IRIS-T'))],
    ['a record in a field', (row) => row.set('title', { en: 'IRIS-T' })],
    ['bytes in a field', (row) => row.set('title', Uint8Array.of(1))],
    ['a document in a field', (row) => row.set('title', new Y.Doc())],
  ])('[G7] the schema is closed: %s is refused', async (_, attempt) => {
    const germany = await open('delegate', 'DEU')
    const id = germany.pledge(irisT)
    await until(() => readRow(screen.doc, 'pledges', id), 'the pledge')
    const close = await refusedAt(germany, (doc) => {
      const row = board(doc, 'pledges').get(id)
      if (row) attempt(row)
    })
    expect(close?.code).toBe(4403)
  })

  it('[G16] a value out of range is set back and kept; the rest of the edit stands', async () => {
    const germany = await open('delegate', 'DEU')
    const id = germany.pledge(irisT)
    await until(() => readRow(screen.doc, 'pledges', id), 'the pledge')
    germany.doc.transact(() => {
      const row = board(germany.doc, 'pledges').get(id)
      row?.set('quantity', -4)
      row?.set('deliverBy', '2025')
    })
    await until(() => readRow(screen.doc, 'pledges', id)?.deliverBy === '2025', 'the legal half')
    await until(() => readRow(germany.doc, 'pledges', id)?.quantity === 4, 'the value set back')
    expect(readRow(screen.doc, 'pledges', id)?.quantity).toBe(4)
    await until(() => germany.tray.length > 0, 'the tray')
    expect(germany.tray[0]).toMatchObject({
      kind: 'amended',
      field: 'quantity',
      attempted: -4,
      kept: 4,
    })
    expect(germany.closes).toEqual([])
  })
})
