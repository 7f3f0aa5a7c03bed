// Що каже робочий рівень: канали, частки, згоди, приймання і доля того, чого бракує.
export const working = {
  channel: {
    bilateral: 'Двосторонній',
    coalition: 'Коаліція спроможностей',
    nsatu: 'Місія NSATU',
    purl: 'Механізм PURL',
    ifu: 'Міжнародний фонд для України',
    national: 'Національна програма',
    eu: 'Європейський Союз',
  },
  conditionKind: {
    others_give: 'Дають також інші',
    budget_vote: 'Голосування за бюджет',
    replacement: 'Заміна',
    partner: 'Партнер виконує свою частину',
    date: 'Дата',
    other: 'Інше',
  },
  shareState: {
    offered: 'ще не підтверджено',
    confirmed: 'підтверджено',
    kept: 'виконано',
    withdrawn: 'відкликано',
  },
  consentState: {
    needed: 'потрібна',
    requested: 'запитано',
    granted: 'надано',
    refused: 'відмовлено',
    expired: 'строк минув',
  },
  requestStage: {
    submitted: 'Подано',
    validated: 'Перевірено',
    closed: 'Закрито',
    withdrawn: 'Відкликано',
  },
  transportMode: {
    road: 'Автошляхом',
    rail: 'Залізницею',
    air: 'Повітрям',
    sea: 'Морем',
  },
  receiptCondition: { good: 'Справне', damaged: 'Пошкоджене', incomplete: 'Некомплектне' },
  adjustReason: {
    to_follow: 'Надійде пізніше',
    lost: 'Втрачено в дорозі',
    damaged: 'Непридатне, на заміну',
    miscounted: 'Помилка підрахунку при відправленні',
    written_off: 'Не надійде',
    surplus: 'Більше, ніж заплановано',
  },
} as const
