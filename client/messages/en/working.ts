// What the working level says: channels, shares, consents, receipts, and what becomes of what is missing.
export const working = {
  channel: {
    bilateral: 'Bilateral',
    coalition: 'Capability coalition',
    nsatu: 'NSATU',
    purl: 'PURL',
    ifu: 'International Fund for Ukraine',
    national: 'National programme',
    eu: 'European Union',
  },
  conditionKind: {
    others_give: 'Others give as well',
    budget_vote: 'Budget vote',
    replacement: 'Replacement',
    partner: 'Partner keeps its part',
    date: 'A date',
    other: 'Other',
  },
  shareState: {
    offered: 'not confirmed yet',
    confirmed: 'confirmed',
    kept: 'kept',
    withdrawn: 'withdrawn',
  },
  consentState: {
    needed: 'needed',
    requested: 'requested',
    granted: 'granted',
    refused: 'refused',
    expired: 'expired',
  },
  requestStage: {
    submitted: 'Submitted',
    validated: 'Validated',
    closed: 'Closed',
    withdrawn: 'Withdrawn',
  },
  transportMode: { road: 'Road', rail: 'Rail', air: 'Air', sea: 'Sea' },
  receiptCondition: { good: 'In order', damaged: 'Damaged', incomplete: 'Incomplete' },
  adjustReason: {
    to_follow: 'Will follow',
    lost: 'Lost on the way',
    damaged: 'Unusable, to be replaced',
    miscounted: 'Miscounted at dispatch',
    written_off: 'Will not come',
    surplus: 'More than planned',
  },
} as const
