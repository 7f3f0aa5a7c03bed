// What a field of the board is called in a session file, where that is another word.
const names: Readonly<Record<string, string>> = {
  title: 'text',
  amountMinor: 'amount',
  amountMaxMinor: 'amount_max',
  neededBy: 'period',
  withheld: 'confidential_quantity',
  answer: 'response',
  toUkraine: 'transfer_to_ukraine',
  netNew: 'net_new_quantity',
  conflictingAmountMinor: 'conflicting_amount',
  reannounces: 'reannounced',
  deliveredLater: 'later_reported_delivered',
  outcome: 'reported_outcome',
}

export function nameInFile(field: string): string {
  return names[field] ?? field.replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`)
}
