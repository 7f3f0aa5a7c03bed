// Whom the secretary makes links for.
import { describe, expect, it } from 'vitest'
import type { LinkInfo } from '#shared/commands/seats.ts'
import type { Role } from '#shared/roles.ts'
import { placesOf } from '../../client/secretary/places.ts'

const roster = [
  { id: 'EST', role: 'donor' },
  { id: 'EU', role: 'organisation' },
  { id: 'HUN', role: 'donor' },
  { id: 'NATO', role: 'organisation' },
  { id: 'UKR', role: 'requester' },
] as const

const link = (role: Role, delegation: string | null): LinkInfo => ({
  id: `${role}-${delegation ?? ''}`,
  role,
  delegation,
  seatLimit: 5,
  seats: [],
  expiresAt: 0,
  revokedAt: null,
})

const shown = (links: readonly LinkInfo[]) =>
  Object.fromEntries(
    placesOf(roster, links).map(({ role, places }) => [
      role,
      places.map(({ delegation }) => delegation),
    ]),
  )

describe('the places of a session', () => {
  it('[L7] follow from its roster: Kyiv for who asks, staff for NATO, a link for every other delegation', () => {
    expect(shown([])).toEqual({
      chair: [],
      kyiv: ['UKR'],
      staff: ['NATO'],
      delegate: ['EST', 'EU', 'HUN'],
      observer: [null],
      screen: [null],
      secretary: [null],
    })
  })

  it('[L7] include whoever has a link, once, in the order of the roster', () => {
    const { chair, staff, delegate } = shown([
      link('chair', 'HUN'),
      link('chair', 'EST'),
      link('chair', 'HUN'),
      link('staff', 'EU'),
      link('delegate', 'NATO'),
    ])
    expect(chair).toEqual(['EST', 'HUN'])
    expect(staff).toEqual(['EU', 'NATO'])
    expect(delegate).toEqual(['EST', 'EU', 'HUN', 'NATO'])
  })

  it('[L8] keep a link in sight whose delegation has left the roster', () => {
    expect(shown([link('delegate', 'LVA')])['delegate']).toEqual(['EST', 'EU', 'HUN', 'LVA'])
  })
})
