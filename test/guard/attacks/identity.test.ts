// Attacks on the identity of others: forged, stolen and reserved client ids (G8).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { readRow, rootOf } from '#shared/board.ts'
import { pledgeOfMeeting } from '#test/support/board.ts'
import { contents, item, updateOf } from '#test/support/bytes.ts'
import { type Attack, Hall, standing } from '#test/support/hall.ts'
import { step2, updateFrame } from '#test/support/raw.ts'
import { connectSeat } from '#test/support/seat.ts'
import { until } from '#test/support/until.ts'

const { values } = contents

let hall: Hall
beforeAll(async () => {
  hall = await Hall.open()
})
afterAll(() => hall.close())

describe('[G8] attacks on the identity of others', () => {
  const forged: readonly Attack[] = [
    [
      "the victim's next clock, before the victim comes to it",
      'G8',
      () =>
        updateOf([
          hall.next(hall.victim.doc.clientID, [
            item({ origin: hall.valueIn(hall.foreign, 'title') }, values('Nothing at all')),
          ]),
        ]),
    ],
    [
      "the victim's id on a row of the attacker's own",
      'G8',
      () =>
        updateOf([
          hall.next(hall.victim.doc.clientID, [
            item({ origin: hall.valueIn(hall.own, 'title') }, values('Three')),
          ]),
        ]),
    ],
    [
      "an id of the server's range",
      'G8',
      () => {
        const structs = [item({ origin: hall.valueIn(hall.own, 'title') }, values('Three'))]
        return updateOf([{ client: 0xfff00000, clock: hall.clockOf(0xfff00000), structs }])
      },
    ],
    [
      'an id beyond 32 bits',
      'G8',
      () => {
        const structs = [item({ origin: hall.valueIn(hall.own, 'title') }, values('Three'))]
        return updateOf([{ client: 2 ** 40, clock: 0, structs }])
      },
    ],
    [
      "the server process's own next clock",
      'G8',
      () =>
        updateOf([
          hall.next(hall.doc.clientID, [
            item({ origin: hall.valueIn(hall.own, 'title') }, values('Three')),
          ]),
        ]),
    ],
  ]

  it.each(forged)('%s is answered with 4409', async (_, rule, make) => {
    const { code, rule: broken } = await hall.attack(make())
    expect(code).toBe(4409)
    expect(broken).toBe(rule)
  })

  it('[G8] an id that a victim shows before its first edit cannot be bound by another seat', async () => {
    const { server } = hall
    const newcomer = await connectSeat(server, 'delegate', 'NOR')
    const { clientID } = newcomer.doc
    await until(
      () => hall.honest.provider.awareness.getStates().has(clientID),
      'the presence of the newcomer',
    )
    const structs = [item({ origin: hall.valueIn(hall.own, 'title') }, values('Three'))]
    const { code } = await hall.attack(updateOf([{ client: clientID, clock: 0, structs }]))
    expect(code).toBe(4409)
    const id = newcomer.pledge({ ...pledgeOfMeeting('udcg-27', 2) })
    await until(() => readRow(hall.observer.doc, 'pledges', id), 'the pledge of the newcomer')
    newcomer.close()
  })

  it('[G8] an id stays with the seat that wrote under it, also after that has left', async () => {
    const { server, observer } = hall
    const visitor = await connectSeat(server, 'delegate', 'NOR')
    const { clientID } = visitor.doc
    const states = () => hall.honest.provider.awareness.getStates()
    await until(() => states().has(clientID), 'the presence of the visitor')
    const id = visitor.pledge({ ...pledgeOfMeeting('udcg-27', 2) })
    await until(() => readRow(observer.doc, 'pledges', id), 'the pledge of the visitor')
    visitor.close()
    await until(() => !states().has(clientID), 'the visitor to leave')
    const structs = [item({ origin: hall.valueIn(hall.own, 'title') }, values('Three'))]
    const { code } = await hall.attack(updateOf([hall.next(clientID, structs)]))
    expect(code).toBe(4409)
    const stored = await server.storage.loadDoc(server.session)
    expect(stored?.bindings.map(({ clientId }) => clientId)).toContain(clientID)
  })

  it('[G8] two seats of one delegation do not share a client id', async () => {
    const colleague = await hall.secondSeat('delegate', 'DEU')
    const before = standing(hall.doc)
    const socket = await hall.enter(colleague)
    const { clientID } = hall.victim.doc
    const structs = [item({ origin: hall.valueIn(hall.foreign, 'note') }, values('Ours'))]
    socket.ws.send(updateFrame(updateOf([hall.next(clientID, structs)])))
    expect((await socket.closed()).code).toBe(4409)
    expect(standing(hall.doc)).toBe(before)
    await hall.expectVictimWorks()
  })

  it('[G8] bytes of another that stand already are nothing, whoever sends them again', async () => {
    const before = standing(hall.doc)
    const socket = await hall.enter()
    socket.ws.send(updateFrame(Y.encodeStateAsUpdate(hall.victim.doc)))
    socket.ws.send(step2(Y.encodeStateAsUpdate(hall.victim.doc)))
    await hall.expectVictimWorks()
    expect(socket.close() === null).toBe(true)
    expect(readRow(hall.doc, 'pledges', hall.foreign)).not.toBeNull()
    expect(standing(hall.doc)).not.toBe(before)
  })

  it("[G8] another's edits that the server has not seen are not taken from a third seat", async () => {
    const thief = new Y.Doc()
    Y.applyUpdate(thief, Y.encodeStateAsUpdate(hall.doc))
    thief.clientID = hall.victim.doc.clientID
    rootOf(thief, 'pledges').get(hall.foreign)?.set('quantity', 1)
    const { code } = await hall.attack(Y.encodeStateAsUpdate(thief), step2)
    expect(code).toBe(4409)
  })
})
