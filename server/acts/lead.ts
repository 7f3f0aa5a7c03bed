// Who leads: naming, handing on, taking over; and the gate that every act of the chair passes.
import type * as Y from 'yjs'
import { readRow, readSession } from '#shared/board.ts'
import { commands, type FormalName } from '#shared/commands.ts'
import { isLead, isLeading, type Lead, readLead } from '#shared/lead.ts'
import { refuse, type Refusal } from '#shared/refusals.ts'
import type { Delegation } from '#shared/session.ts'
import type { Act, ActContext, Fact } from './act.ts'
import { factsOf } from './fact.ts'
import { pauseSpeechFacts } from './floor.ts'
import { refuseNaming } from './naming.ts'
import { refuseIfClosed, refuseUnlessOpen } from './session.ts'

/** What a chair's seat may give without leading. */
const forEveryChair: ReadonlySet<FormalName> = new Set(['lead:take', 'note:set'])
/** What nobody else does in the place of a chair that was lost. */
const leadingAreas: ReadonlySet<string> = new Set(['agenda', 'floor', 'tour', 'decision'])

/** Every act passes here before it is judged: who gives acts of the chair must lead (H1), and nobody does while frozen (H3). */
export function refuseUnlessLed(
  doc: Y.Doc,
  name: FormalName,
  { actor, board = doc }: ActContext,
): Refusal | null {
  if (!(commands[name].roles as readonly string[]).includes('chair')) return null
  const isChair = actor.role === 'chair'
  const isForTheLead = actor.role === 'secretary' && leadingAreas.has(name.split(':')[0] ?? '')
  if (isChair ? forEveryChair.has(name) : !isForTheLead) return null
  const lead = readLead(board)
  if (lead.frozenAt !== null) return refuse('floor_frozen', 'H3')
  if (!isChair || isLeading(lead, actor.delegation)) return null
  return refuseNaming(board, 'not_leading', 'H1', { leading: leadingNow(lead) })
}

/** The secretary's, or the chair's own: who leads from now on, and who may stand in. */
export const nameLead: Act<'lead:name'> = (doc, { leads, deputies }, { actor }) => {
  const fault = refuseIfClosed(doc) ?? refuseActing(doc, actor, 'H7')
  if (fault !== null) return fault
  const named = new Map<string, Delegation['chairing']>()
  for (const [ids, chairing] of [
    [leads, 'lead'],
    [deputies, 'deputy'],
  ] as const)
    for (const id of ids) {
      if (readRow(doc, 'roster', id) === null)
        return refuse('not_found', 'H7', { what: 'delegation' })
      if (named.has(id)) return refuse('bad_input', 'H7', { where: id, why: 'it is named twice' })
      named.set(id, chairing)
    }
  const { acting } = readLead(doc)
  const isStillActing = acting !== null && named.get(acting) === 'deputy'
  return {
    facts: [
      ...chairingFacts(doc, named),
      ...(acting === null || isStillActing ? [] : factsOf('session', '', { acting: null })),
    ],
    output: {},
  }
}

/** The lead goes to another delegation at once; the one that had it becomes a deputy. */
export const handLead: Act<'lead:hand'> = (doc, { to }, { actor, chairs }) => {
  const fault = refuseIfClosed(doc) ?? refuseActing(doc, actor, 'H6')
  if (fault !== null) return fault
  if (readRow(doc, 'roster', to) === null) return refuse('not_found', 'H6', { what: 'delegation' })
  const lead = readLead(doc)
  const from = actor.delegation
  if (to === from || lead.leads.includes(to))
    return refuseNaming(doc, 'already_leading', 'H6', { delegation: to })
  if (chairs?.has(to) !== true) return refuseNaming(doc, 'no_chair_seat', 'H6', { delegation: to })
  const named = new Map<string, Delegation['chairing']>([
    ...lead.leads.map((id) => [id, 'lead'] as const),
    ...lead.deputies.map((id) => [id, 'deputy'] as const),
    ...(from === null ? [] : [[from, 'deputy'] as const]),
    [to, 'lead'],
  ])
  return {
    facts: [
      ...chairingFacts(doc, named),
      ...(lead.acting === null ? [] : factsOf('session', '', { acting: null })),
    ],
    output: {},
  }
}

/** The deputy that comes first leads until a lead is back. */
export const takeLead: Act<'lead:take'> = (doc, _, { actor }) => {
  const notOpen = refuseUnlessOpen(doc, 'H4')
  if (notOpen !== null) return notOpen
  const lead = readLead(doc)
  const { delegation } = actor
  if (delegation === null || !lead.deputies.includes(delegation))
    return refuseNaming(doc, 'not_deputy', 'H4', { deputies: lead.deputies })
  if (lead.frozenAt !== null)
    return { facts: factsOf('session', '', { frozenAt: null, acting: delegation }), output: {} }
  return lead.acting === null
    ? refuse('not_frozen', 'H4')
    : refuseNaming(doc, 'lead_taken', 'H4', { delegation: lead.acting })
}

/** The server's own: nobody who leads has been connected for as long as the grace lasts. */
export const loseLead: Act<'lead:lost'> = (doc, _, { now }) =>
  refuseUnlessOpen(doc, 'H3') ?? {
    facts: [
      ...factsOf('session', '', { frozenAt: readSession(doc).frozenAt ?? now, acting: null }),
      ...pauseSpeechFacts(doc, now),
    ],
    output: {},
  }

/** The server's own: a lead is back, and leads again. */
export const returnLead: Act<'lead:return'> = (doc) =>
  refuseIfClosed(doc) ?? {
    facts: factsOf('session', '', { frozenAt: null, acting: null }),
    output: {},
  }

/** Who only stands in for the chair does not dispose of the lead. */
function refuseActing(
  doc: Y.Doc,
  { role, delegation }: ActContext['actor'],
  rule: string,
): Refusal | null {
  const mayDispose = role !== 'chair' || isLead(readLead(doc), delegation)
  return mayDispose ? null : refuse('acting_only', rule)
}

function chairingFacts(doc: Y.Doc, named: ReadonlyMap<string, Delegation['chairing']>): Fact[] {
  const facts: Fact[] = []
  for (const [id, row] of doc.getMap<Y.Map<unknown>>('roster')) {
    const chairing = named.get(id) ?? null
    if ((row.get('chairing') ?? null) !== chairing)
      facts.push(...factsOf('roster', id, { chairing }))
  }
  return facts
}

function leadingNow({ leads, acting }: Lead): readonly string[] {
  return acting === null ? leads : [acting]
}
