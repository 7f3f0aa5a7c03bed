// Where a pledge stands on its way from words to receipt; derived from what the server recorded.
import type { Agreement } from '#shared/agreement.ts'
import { type Pledge, pledgeDigest } from '#shared/pledge.ts'
import { releasedStates, type Task } from '#shared/task.ts'
import type { Stage } from './messages/catalogue.ts'

/** `isShelved`: Kyiv closed the request it names (rule R6). */
export function stageOf(
  pledge: Pledge,
  agreement: Agreement | null,
  tasks: readonly Task[],
  isShelved = false,
): Stage {
  if (pledge.withdrawn) return 'withdrawn'
  if (agreement?.agreedAt !== null && agreement?.agreedAt !== undefined) return deliveryStage(tasks)
  if (agreement !== null && agreement.acceptance !== null && !hasLapsed(pledge, agreement))
    return agreement.acceptance
  if (pledge.answer === 'declined') return 'answered_no'
  if (pledge.answer === 'not_committed') return 'not_committed'
  return isShelved ? 'shelved' : 'placed'
}

function deliveryStage(tasks: readonly Task[]): Stage {
  const held = tasks.filter(({ state }) => !releasedStates.has(state))
  if (held.length === 0) return 'agreed'
  if (held.every(({ state }) => state === 'received')) return 'delivered'
  const moves = held.some(({ state }) => state !== 'planned' && state !== 'cleared')
  return moves ? 'moving' : 'tasked'
}

/** Kyiv answered other words than those that stand now (rule P5). */
export function hasLapsed(pledge: Pledge, agreement: Agreement): boolean {
  return (
    agreement.acceptance === 'accepted' &&
    agreement.agreedAt === null &&
    agreement.acceptedDigest !== pledgeDigest(pledge)
  )
}

/** Whether Kyiv still owes the words on the board an answer; to one for a closed request it owes none. */
export function awaitsKyiv(
  pledge: Pledge,
  agreement: Agreement | null,
  isShelved: boolean,
): boolean {
  if (isShelved) return false
  if (pledge.withdrawn || pledge.answer === 'declined' || pledge.answer === 'not_committed')
    return false
  if (agreement === null || agreement.acceptance === null) return true
  return hasLapsed(pledge, agreement)
}
