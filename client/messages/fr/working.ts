// Ce que dit le niveau de travail : voies, parts, accords, réceptions, et le sort de ce qui manque.
export const working = {
  channel: {
    bilateral: 'Bilatérale',
    coalition: 'Coalition capacitaire',
    nsatu: 'NSATU',
    purl: 'PURL',
    ifu: 'Fonds international pour l’Ukraine',
    national: 'Programme national',
    eu: 'Union européenne',
  },
  conditionKind: {
    others_give: 'D’autres donnent aussi',
    budget_vote: 'Vote du budget',
    replacement: 'Remplacement',
    partner: 'Le partenaire tient sa part',
    date: 'Une date',
    other: 'Autre',
  },
  shareState: {
    offered: 'pas encore confirmée',
    confirmed: 'confirmée',
    kept: 'tenue',
    withdrawn: 'retirée',
  },
  consentState: {
    needed: 'requis',
    requested: 'demandé',
    granted: 'donné',
    refused: 'refusé',
    expired: 'expiré',
  },
  requestStage: {
    submitted: 'Présentée',
    validated: 'Validée',
    closed: 'Close',
    withdrawn: 'Retirée',
  },
  transportMode: { road: 'Route', rail: 'Rail', air: 'Air', sea: 'Mer' },
  receiptCondition: { good: 'En bon état', damaged: 'Endommagé', incomplete: 'Incomplet' },
  adjustReason: {
    to_follow: 'Suivra',
    lost: 'Perdu en route',
    damaged: 'Inutilisable, à remplacer',
    miscounted: 'Mal compté au départ',
    written_off: 'Ne viendra pas',
    surplus: 'Plus que prévu',
  },
} as const
