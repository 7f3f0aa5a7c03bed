// The tasks that a line of an agreed pledge usually becomes (issue 5): a shipment a donor, cohorts of trainees, a payment a
// year, a contract. A proposal only: staff say what is done.
import { agreedOf, type Agreement } from './agreement.ts'
import { spanOf } from './dates.ts'
import { isCurrency } from './figure.ts'
import { linesOf } from './line.ts'
import type { Pledge, pledgeKinds } from './pledge.ts'
import { sharesOf } from './share.ts'
import type { TaskKind } from './task.ts'

/** The kind of task that a kind of pledge becomes. */
const usualTask: Readonly<Record<(typeof pledgeKinds)[number], TaskKind>> = {
  equipment: 'shipment',
  ammunition: 'shipment',
  funding: 'payment',
  training: 'training',
  maintenance: 'maintenance',
}

/** About a battalion: what one camp takes in at once. */
const cohort = 500
/** A form is no ledger: beyond this staff split by hand. */
const mostParts = 12

export interface ProposedTask {
  readonly kind: TaskKind
  /** In the line's figure; null where it takes an even share. */
  readonly value: number | null
  /** As said, or the year that it is an instalment of. */
  readonly window: string | null
  /** The party of a joint pledge whose share it is. */
  readonly party: string | null
}

/** `saidAt`: when the pledge was agreed, ms since 1970. */
export function proposeTasks(
  pledge: Pledge,
  agreement: Agreement,
  line: number,
  saidAt: number,
): readonly ProposedTask[] {
  const said = linesOf(pledge)[line]
  const figure = agreedOf(pledge, agreement, line)
  const window = said?.deliverBy ?? said?.period ?? pledge.deliverBy ?? pledge.period
  const kind =
    figure?.measure === 'trainee'
      ? 'training'
      : figure !== null && isCurrency(figure.measure) && line > 0
        ? 'payment'
        : usualTask[pledge.kind]
  const one = { kind, value: null, window, party: null }
  const shares = line === 0 ? sharesOf(pledge, agreement) : null
  if (shares !== null) {
    const kept = shares.filter(({ state }) => state !== 'withdrawn')
    return kept.map(({ party, value }) => ({ ...one, party, value }))
  }
  if (kind === 'training' && figure !== null && figure.value > cohort)
    return Array.from({ length: Math.min(mostParts, Math.ceil(figure.value / cohort)) }, () => one)
  const years = yearsOf(window, saidAt)
  if (kind === 'payment' && figure !== null && years.length > 1)
    return years.map((year) => ({ ...one, window: year }))
  return [one]
}

function yearsOf(window: string | null, saidAt: number): string[] {
  const span = spanOf(window, saidAt)
  if (span === null) return []
  const from = Number(span.from.slice(0, 4))
  const count = Number(span.to.slice(0, 4)) - from + 1
  return count > mostParts ? [] : Array.from({ length: count }, (_, i) => String(from + i))
}
