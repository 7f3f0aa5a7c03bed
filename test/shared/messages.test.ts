// Who speaks to whom: threads and the circles that read them.
import { describe, expect, it } from 'vitest'
import { type Address, circlesAround, circlesOf, threadOf } from '#shared/messages.ts'
import { isRefusal } from '#shared/refusals.ts'
import type { Role } from '#shared/roles.ts'

const seat = (role: Role, delegation: string | null = null) => ({ role, delegation })
const to = (kind: Address['kind'], delegation: string | null = null): Address => ({
  kind,
  delegation,
})

describe('[W1] a thread', () => {
  it.each([
    [seat('delegate', 'DEU'), to('all'), 'all', ['all']],
    [seat('delegate', 'DEU'), to('chair'), 'chair:DEU', ['team', 'DEU']],
    [seat('chair', 'GBR'), to('chair', 'DEU'), 'chair:DEU', ['team', 'DEU']],
    [seat('secretary'), to('chair'), 'chair', ['team']],
    [seat('kyiv', 'UKR'), to('delegation'), 'delegation:UKR', ['UKR']],
    [seat('delegate', 'NLD'), to('bilateral', 'DEU'), 'bilateral:DEU:NLD', ['DEU', 'NLD']],
    [seat('chair', 'DEU'), to('bilateral', 'NLD'), 'bilateral:DEU:NLD', ['DEU', 'NLD']],
  ])('of %j to %j is %s, read by %j', (speaker, address, thread, circles) => {
    expect(threadOf(speaker, address)).toBe(thread)
    expect(circlesOf(thread)).toEqual(circles)
  })

  it.each([
    [seat('chair', 'GBR'), ['all', 'team', 'GBR']],
    [seat('secretary'), ['all', 'team']],
    [seat('staff', 'NATO'), ['all', 'NATO']],
    [seat('observer'), ['all']],
    [seat('screen'), []],
  ])('is read by %j in the circles %j', (speaker, circles) => {
    expect(circlesAround(speaker)).toEqual(circles)
  })
})

it.each([
  ['a secretary in no delegation', seat('secretary'), to('delegation')],
  ['a secretary to another delegation', seat('secretary'), to('bilateral', 'DEU')],
  ['a delegation to itself', seat('delegate', 'DEU'), to('bilateral', 'DEU')],
  ['a delegation to nobody', seat('delegate', 'DEU'), to('bilateral')],
  ["another's words to the chair", seat('delegate', 'DEU'), to('chair', 'NLD')],
  ['into another delegation', seat('delegate', 'DEU'), to('delegation', 'NLD')],
  ['to all but for one', seat('chair', 'GBR'), to('all', 'NLD')],
])('[W2] refused: %s', (_, speaker, address) => {
  const thread = threadOf(speaker, address)
  expect(isRefusal(thread) && thread.rule).toBe('W2')
})
