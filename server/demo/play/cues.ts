// What each part would do next, from what stands on the board. Pure: nothing is remembered, so nothing is repeated.
import type { Agreement } from '#shared/agreement.ts'
import { readRow, type ClientRoot, type Scalar } from '#shared/board.ts'
import type { CommandArgument, FormalName } from '#shared/commands.ts'
import { type Exclusion, exclusionOf } from '#shared/count.ts'
import { isLeading } from '#shared/lead.ts'
import type { Draft, Pledge } from '#shared/pledge.ts'
import { pledgeDigest } from '#shared/pledge.ts'
import type * as Y from 'yjs'
import type { Fields } from '#shared/import/rows.ts'
import {
  corrected,
  type Entry,
  hasMore,
  isAgreed,
  isDue,
  readOthers,
  requestId,
  type Scene,
  shows,
} from './scene.ts'
import { ranking, remarks, seconds } from './script.ts'

export type Deed =
  | {
      readonly [N in FormalName]: {
        readonly do: 'act'
        readonly name: N
        readonly input: CommandArgument<N>
      }
    }[FormalName]
  | { readonly do: 'edit'; readonly root: ClientRoot; readonly id: string; readonly fields: Fields }
  | { readonly do: 'draft'; readonly id: string; readonly fields: Fields }
  | {
      readonly do: 'place'
      readonly draft: string
      readonly id: string
      readonly fields: Fields
    }
  /** At the end of the communiqué. */
  | { readonly do: 'write'; readonly words: string }

export interface Cue {
  /** The same as long as it is about the same thing in the same state. */
  readonly key: string
  readonly deed: Deed
  /** Seconds it takes a person. */
  readonly after: number
  readonly look: { readonly root: string; readonly row: string } | null
  readonly say: string
  /** Left to the person who sits there, however long they take. */
  readonly yields?: true
}

const atPledge = (row: string) => ({ root: 'pledges', row })

/**
 * A delegation corrects what it got wrong, then places what is due, in the order of the script. What is announced in
 * the meeting it places once it has the floor, for which it asks.
 */
export function* delegationCues(
  scene: Scene,
  delegation: string,
  drafts: ReadonlyMap<string, Draft>,
  doc: Y.Doc,
  now: number,
): Iterable<Cue> {
  const own = scene.entries.filter(({ line }) => line.delegation === delegation)
  for (const entry of own) {
    const { line, draft, placed } = entry
    if (placed === null) continue
    const { id, pledge, agreement } = placed
    if (drafts.get(draft)?.placedAs === null)
      yield {
        key: `mark ${draft}`,
        deed: { do: 'draft', id: draft, fields: { placedAs: id } },
        after: 0,
        look: null,
        say: `notes as placed: ${pledge.title}`,
      }
    if (pledge.withdrawn || isAgreed(agreement) || !shows(pledge, line.slip)) continue
    if (line.question !== undefined && agreement?.acceptance !== 'question') continue
    yield {
      key: `correct ${id}`,
      deed: { do: 'edit', root: 'pledges', id, fields: corrected(entry) },
      after: seconds.correct,
      look: atPledge(id),
      say: `corrects: ${pledge.title}`,
    }
  }
  for (const entry of own) {
    const { line } = entry
    const draft = drafts.get(entry.draft)
    if (entry.placed !== null || draft === undefined || !isDue(scene, line)) continue
    if (draft.placedAs !== null || draft.withdrawn || hasPlaced(doc, delegation, draft)) continue
    if (line.slip !== undefined && shows(draft, corrected(entry)))
      yield {
        key: `slip ${entry.draft}`,
        deed: { do: 'draft', id: entry.draft, fields: line.slip },
        after: seconds.slip,
        look: lookOf(draft),
        say: `goes over its draft: ${draft.title}`,
      }
    else if (line.at !== null && scene.speaker?.delegation !== delegation)
      yield* requestFloor(scene, delegation)
    else
      yield {
        key: `place ${entry.draft}`,
        deed: { do: 'place', draft: entry.draft, id: entry.idAt(now), fields: said(draft) },
        after: line.at === null ? seconds.early : seconds.place,
        look: lookOf(draft),
        say: `places: ${draft.title}`,
      }
    return
  }
}

/** Kyiv confirms what arrived, answers what was placed, and ranks its requests. */
export function* kyivCues(scene: Scene, doc: Y.Doc, name: string): Iterable<Cue> {
  yield* receipts(scene)
  if (scene.session.state !== 'open') return
  for (const { line, placed } of scene.entries) {
    if (placed === null || placed.pledge.withdrawn || isAgreed(placed.agreement)) continue
    const { id, pledge, agreement } = placed
    if (shows(pledge, line.slip)) {
      if (line.question !== undefined && isUnanswered(pledge, agreement))
        yield answer(id, pledge, 'question', line.question, seconds.answer)
      continue
    }
    const isSettled = agreement?.acceptance === 'question' && agreement.answeredBy === name
    if (isSettled || isUnanswered(pledge, agreement)) yield* reply(id, pledge, seconds.answer)
  }
  if (scene.session.currentItem === ranking.at) yield* rank(doc)
  for (const [id, pledge, agreement] of readOthers(doc))
    if (!pledge.withdrawn && !isAgreed(agreement) && isUnanswered(pledge, agreement))
      yield* reply(id, pledge, seconds.answerPerson)
}

/**
 * The chair, while its delegation leads, opens, gavels what Kyiv accepted of the play's own pledges, and goes through the agenda. `isHeld` tells
 * whether people sit at a delegation: what it has left to place is theirs to place.
 */
export function* chairCues(
  scene: Scene,
  delegation: string,
  isHeld: (delegation: string) => boolean,
): Iterable<Cue> {
  const { session, lead, agenda, at } = scene
  if (!isLeading(lead, delegation)) return
  if (session.state === 'planned' || session.state === 'suspended') {
    const cue = act('session:open', {}, seconds.open, null, 'opens the session')
    yield session.state === 'planned' ? cue : { ...cue, after: seconds.reopen, yields: true }
  }
  if (session.state !== 'open') return
  for (const { placed } of scene.entries) {
    if (placed === null || isAgreed(placed.agreement)) continue
    const { id, pledge, agreement } = placed
    if (exclusionOf(pledge) !== null) continue
    const seen = pledgeDigest(pledge)
    if (agreement?.acceptance === 'accepted' && agreement.acceptedDigest === seen)
      yield act(
        'pledge:agree',
        { pledge: id, seen },
        seconds.agree,
        atPledge(id),
        `gavels as agreed: ${pledge.title}`,
      )
  }
  if (scene.speaker !== null || scene.waiting.length > 0) {
    yield* floorCues(scene, isHeld)
    return
  }
  const following = agenda.find(({ item }, i) => i > at && item.state === 'pending')
  if (following === undefined) return
  const open = scene.entries.filter(isOpenAt(scene))
  const isTheirs = open.every(({ line, placed }) => placed === null && isHeld(line.delegation))
  const after =
    at < 0
      ? seconds.firstItem
      : open.length === 0
        ? seconds.item
        : isTheirs
          ? seconds.itemOfPeople
          : seconds.itemAtMost
  const say = `goes to the next item: ${following.item.title}`
  yield { ...act('agenda:next', {}, after, null, say), key: `next ${String(at)}` }
}

function* requestFloor({ session, waiting }: Scene, delegation: string): Iterable<Cue> {
  const item = session.currentItem
  if (item === null || waiting.some((entry) => entry.delegation === delegation)) return
  const ask = { item, kind: 'statement' } as const
  yield act('floor:ask', ask, seconds.ask, null, 'asks for the floor')
}

/** The chair hears out who has the floor, then gives it to whoever comes next. */
function* floorCues(scene: Scene, isHeld: (delegation: string) => boolean): Iterable<Cue> {
  const { speaker, waiting } = scene
  const id = speaker?.id ?? null
  const [first] = waiting
  const say = first ? `gives the floor to ${first.delegation}` : 'takes the floor back'
  if (speaker === null || id === null) {
    yield act('floor:next', { speaking: null }, seconds.give, null, say)
    return
  }
  if (speaker.pausedAt !== null) {
    const cue = act('floor:resume', { entry: id }, seconds.give, null, 'lets the speaker go on')
    yield { ...cue, yields: true }
  }
  const after = isHeld(speaker.delegation)
    ? seconds.itemOfPeople
    : hasMore(scene, speaker.delegation)
      ? seconds.speechAtMost
      : seconds.give
  yield {
    ...act('floor:next', { speaking: id }, after, null, say),
    key: `after ${id} ${String(after)}`,
  }
}

function* receipts({ entries }: Scene): Iterable<Cue> {
  for (const { line, placed } of entries)
    for (const [i, { id, task }] of (placed?.tasks ?? []).entries()) {
      if (task.state !== 'handed_over') continue
      const holds = task.quantity ?? task.amountMinor
      const missing = line.short?.lot === i + 1 ? line.short.missing : 0
      const isShort = holds !== null && missing > 0 && missing < holds
      yield act(
        'task:receive',
        {
          task: id,
          received: holds === null ? null : holds - (isShort ? missing : 0),
          note: isShort ? (line.short?.note ?? null) : null,
        },
        seconds.receive,
        { root: 'tasks', row: id },
        `confirms receipt${isShort ? `, ${String(missing)} short` : ''}: ${task.title}`,
      )
    }
}

function* rank(doc: Y.Doc): Iterable<Cue> {
  const id = requestId(ranking.request)
  const request = readRow(doc, 'requests', id)
  if (request === null || request.withdrawn || request.priority !== 'normal') return
  yield {
    key: `rank ${id}`,
    deed: { do: 'edit', root: 'requests', id, fields: ranking.fields },
    after: seconds.rank,
    look: { root: 'requests', row: id },
    say: `ranks: ${request.title}`,
    yields: true,
  }
}

function* reply(id: string, pledge: Pledge, after: number): Iterable<Cue> {
  const exclusion: Exclusion | null = exclusionOf(pledge)
  const remark = exclusion === null ? undefined : remarks[exclusion]
  if (remark !== undefined) yield answer(id, pledge, 'partly', remark, after)
  else if (exclusion === null) {
    const seen = pledgeDigest(pledge)
    yield act(
      'pledge:accept',
      { pledge: id, seen },
      after,
      atPledge(id),
      `accepts: ${pledge.title}`,
    )
  }
}

function answer(
  id: string,
  pledge: Pledge,
  answer: 'partly' | 'question',
  text: string,
  after: number,
): Cue {
  const input = { pledge: id, seen: pledgeDigest(pledge), answer, text }
  const say = answer === 'question' ? 'asks about' : 'notes'
  return act('pledge:answer', input, after, atPledge(id), `${say}: ${pledge.title}`)
}

export function act<N extends FormalName>(
  name: N,
  input: CommandArgument<N>,
  after: number,
  look: Cue['look'],
  say: string,
): Cue {
  // Name and input fit by the signature; a union over names cannot follow that.
  const deed = { do: 'act', name, input } as Deed
  return { key: `${name} ${JSON.stringify(input)}`, deed, after, look, say }
}

/** Whether Kyiv has said nothing yet, or accepted other words than those that stand (rule P5). */
function isUnanswered(pledge: Pledge, agreement: Agreement | null): boolean {
  if (agreement === null || agreement.acceptance === null) return true
  return agreement.acceptance === 'accepted' && agreement.acceptedDigest !== pledgeDigest(pledge)
}

/** Whether something may still come of a line at this item. */
const isOpenAt =
  (scene: Scene) =>
  ({ placed, line }: Entry) => {
    if (!isDue(scene, line)) return false
    if (placed === null) return true
    const { pledge, agreement } = placed
    if (pledge.withdrawn || isAgreed(agreement)) return false
    if (isUnanswered(pledge, agreement) || shows(pledge, line.slip)) return true
    return agreement?.acceptance === 'accepted' && exclusionOf(pledge) === null
  }

/** Whether the delegation has placed the same words already, from its draft or otherwise. */
function hasPlaced(doc: Y.Doc, delegation: string, { title }: Draft): boolean {
  for (const [id, pledge] of readOthers(doc))
    if (id.startsWith(`${delegation}~`) && pledge.title === title) return true
  return false
}

function lookOf({ request }: Draft): Cue['look'] {
  return request === null ? null : { root: 'requests', row: request }
}

/** The fields of a draft that say something. */
function said({ placedAs: _, ...pledge }: Draft): Fields {
  return Object.fromEntries(
    Object.entries<Scalar>(pledge).filter(
      ([field, value]) => value !== null && (value !== false || field === 'toUkraine'),
    ),
  )
}
