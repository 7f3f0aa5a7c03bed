// Two secretaries at one agenda: what the other one did is told, and neither's words are lost.
import { expect, test } from 'vitest'
import { type ItemWords, merge, newsBetween } from '../../client/secretary/agenda-merge.ts'

const item = (id: string, title: string, more: Partial<ItemWords> = {}): ItemWords => ({
  id,
  title,
  owner: '',
  minutes: '10',
  secondsEach: '',
  kind: 'statement',
  capability: null,
  parent: null,
  ...more,
})
const opening = item('opening', 'Opening by the co-chairs')
const report = item('report', 'Report from the battlefield')
const needs = item('needs', 'Priorities of Ukraine')
const press = item('press', 'Press conference')
const base = [opening, report, needs]
const titles = (items: readonly ItemWords[]) => items.map(({ title }) => title)

test('[A7] what somebody else did to the agenda is told item by item', () => {
  const after = [needs, { ...opening, minutes: '15' }, press]
  expect(newsBetween(base, after)).toEqual({
    added: ['Press conference'],
    removed: ['Report from the battlefield'],
    changed: ['Opening by the co-chairs'],
    isMoved: true,
  })
  expect(newsBetween(base, base)).toEqual({ added: [], removed: [], changed: [], isMoved: false })
})

test('[A7] what both wrote stands, field by field; where both wrote the same field, the one who goes on', () => {
  const mine = [{ ...opening, title: 'Welcome', minutes: '5' }, report, needs]
  const theirs = [{ ...opening, owner: 'GBR', minutes: '15' }, { ...report, minutes: '20' }, needs]
  expect(merge(base, mine, theirs, null)).toEqual([
    { ...opening, title: 'Welcome', owner: 'GBR', minutes: '5' },
    { ...report, minutes: '20' },
    needs,
  ])
})

test('[A7] whoever moved items decides the order; new ones stand behind what they stood behind', () => {
  const mine = [report, opening, needs]
  expect(titles(merge(base, mine, [opening, press, report, needs], null))).toEqual(
    titles([report, opening, press, needs]),
  )
  expect(titles(merge(base, [...base, press], [needs, opening, report], null))).toEqual(
    titles([needs, press, opening, report]),
  )
})

test('[A5] what one removed and the other left alone is gone, unless it is open; what was written on stays', () => {
  expect(titles(merge(base, [opening, needs], base, null))).toEqual(titles([opening, needs]))
  expect(titles(merge(base, base, [opening, report], null))).toEqual(titles([opening, report]))
  expect(titles(merge(base, [report, needs], base, 'opening'))).toEqual(titles(base))
  const written = { ...report, title: 'Report of the commander' }
  expect(titles(merge(base, [opening, written, needs], [opening, needs], null))).toEqual(
    titles([opening, written, needs]),
  )
})
