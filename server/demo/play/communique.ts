// How the play drafts a communiqué: the chair names the group, each part adds its sentence in turn, and the chair puts
// the draft before the meeting. As soon as a person has written in it, it is left to the people.
import * as Y from 'yjs'
import { readRows, rootOf } from '#shared/board.ts'
import { textDigest } from '#shared/digest.ts'
import { readDrafters, textOf } from '#shared/drafting.ts'
import { act, type Cue } from './cues.ts'
import { hasBegun, type Scene } from './scene.ts'
import { type Part, seconds, sentences } from './script.ts'

/** How far the text has come, by all that was ever written in it: of which sentence it is the turn; null if of none. */
function turnIn(text: Y.Doc): number | null {
  let written = 0
  for (const clock of Y.decodeStateVector(Y.encodeStateVector(text)).values()) written += clock
  let length = 0
  for (const [turn, { words }] of sentences.entries()) {
    if (written === length) return turn
    length += words.length
  }
  return written === length ? sentences.length : null
}

export function* communiqueCues(
  scene: Scene,
  { role, delegation }: Part,
  board: Y.Doc,
  text: Y.Doc | null,
): Iterable<Cue> {
  if (scene.session.state !== 'open' || scene.at < 0) return
  if (role === 'chair' && rootOf(board, 'drafters').size === 0) {
    const delegations = [...new Set(sentences.map(({ by }) => by.delegation))]
    const say = 'names who drafts the communiqué'
    yield act('communique:draft', { delegations }, seconds.nameDrafters, null, say)
  }
  const turn = text === null ? null : turnIn(text)
  if (text === null || turn === null) return
  const sentence = sentences[turn]
  if (sentence !== undefined) {
    const { by, at, words } = sentence
    if (by.role === role && by.delegation === delegation && hasBegun(scene, at))
      yield {
        key: `write ${String(turn)}`,
        deed: { do: 'write', words },
        after: seconds.write,
        look: null,
        say: `adds to the communiqué: ${words.trim()}`,
      }
    return
  }
  const isTabled = [...readRows(board, 'documents').values()].some(({ draft }) => draft !== null)
  const item = scene.session.currentItem
  if (role !== 'chair' || isTabled || item === null) return
  const input = { item, sha256: textDigest(textOf(text).toJSON()) }
  const say = 'puts the draft communiqué before the meeting'
  yield act('communique:table', input, seconds.table, null, say)
}

/** Whether the part has the communiqué before it. */
export function isDrafting({ role, delegation }: Part, board: Y.Doc): boolean {
  return role === 'chair' || readDrafters(board).has(delegation)
}
