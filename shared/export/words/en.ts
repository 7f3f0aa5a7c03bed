import type { ExportWords } from '../words.ts'

export const en: ExportWords = {
  // A field is called in English as it is in the API, in words.
  heads: null,
  sheets: {
    requests: 'requests',
    pledges: 'pledges',
    stocks: 'stocks',
    tasks: 'tasks',
    totals: 'totals',
    'left-out': 'left-out',
    session: 'session',
  },
  calendar: {
    via: 'Via {place}',
    when: 'When: {window}',
    because: 'New date because: {why}',
    responsible: 'Responsible: {name}',
    silenceEnds: 'Silence ends: {title}',
    kind: {
      shipment: 'shipment',
      training: 'training',
      payment: 'payment',
      maintenance: 'maintenance',
    },
    state: {
      planned: 'planned',
      cleared: 'cleared',
      moving: 'moving',
      at_node: 'at the hub',
      handed_over: 'handed over',
      received: 'received',
      lost: 'lost',
      returned: 'returned',
      cancelled: 'cancelled',
    },
    decision: {
      proposed: 'Proposed',
      calling: 'Called',
      silence: 'Under silence',
      adopted: 'Adopted',
      broken: 'Broken',
      rejected: 'Rejected',
      withdrawn: 'Withdrawn',
    },
  },
}
