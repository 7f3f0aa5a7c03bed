// What is wrong with a session file, and where: in file, row and field (rule I2).
import type { ShareFault } from '../share.ts'
import { z } from '../z.ts'

/** What a page says of it in its own language; the English sentence says more. */
export const faultCodes = [
  'not_json',
  'missing',
  'unknown',
  'type',
  'choice',
  'negative',
  'fraction',
  'too_big',
  'too_long',
  'text',
  'unit_missing',
  'stranger',
  'itself',
  'circular',
  'foreign',
  'unit_mismatch',
  'no_row',
  'locked',
] as const
export type FaultCode = (typeof faultCodes)[number]

export interface Fault {
  /** ["pledges", 3, "currency"]; rows are numbered from 0. Empty for the file as a whole. */
  readonly path: readonly PropertyKey[]
  readonly code: FaultCode
  readonly why: string
}

export function faultsIn(error: z.ZodError, prefix: readonly PropertyKey[] = []): Fault[] {
  return error.issues.flatMap((issue): Fault[] => {
    const path = [...prefix, ...issue.path]
    return issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          path: [...path, key],
          code: 'unknown',
          why: 'no such field is known',
        }))
      : [{ path, code: codeOf(issue), why: issue.message }]
  })
}

function codeOf(issue: z.core.$ZodIssue): FaultCode {
  if (issue.code === 'invalid_type') {
    if (issue.message.includes('received undefined')) return 'missing'
    return issue.expected === 'int' && issue.message.endsWith('received number')
      ? 'fraction'
      : 'type'
  }
  if (issue.code === 'invalid_value') return 'choice'
  if (issue.code === 'too_small') return issue.origin === 'string' ? 'missing' : 'negative'
  if (issue.code === 'too_big') return issue.origin === 'string' ? 'too_long' : 'too_big'
  if (issue.code === 'custom') return (issue.params?.['code'] as FaultCode | undefined) ?? 'text'
  return 'text'
}

/** "udcg-27.json: pledges, row 3, currency: missing beside amount". */
export function faultText(file: string, { path, why }: Pick<Fault, 'path' | 'why'>): string {
  const steps = path.map((step) => (typeof step === 'number' ? `row ${step}` : String(step)))
  return `${file}: ${steps.join(', ') || 'file'}: ${why}`
}

const shareText: Readonly<Record<ShareFault, string>> = {
  shares_party: 'a party has two shares',
  shares_measure: 'count in another measure than the row',
  shares_sum: 'do not come to the whole',
}

/** A row that is imported all the same; the gavel will refuse it until its shares fit (rule M8). */
export function shareWarning(file: string, row: number, fault: ShareFault): string {
  const why = `${shareText[fault]}: it cannot be agreed so`
  return faultText(file, { path: ['pledges', row, 'shares'], why })
}
