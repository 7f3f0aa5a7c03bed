// Acts by name and by key, and taking one back.
export const acts = {
  keys_turn_off: 'Вимкнути окремі клавіші',
  keys_turn_on: 'Увімкнути окремі клавіші',
  gavel_forward: 'Наступний внесок у черзі',
  gavel_back: 'Попередній внесок у черзі',
  undo: 'Скасувати',
  undo_time: 'лишилося {time}',
  undo_item: 'Наступний пункт: {title}',
  undo_gavel: 'Погоджено: {title}',
  undo_hint: '{name}. Щоб скасувати, натисніть U.',
  palette: 'Усе, що ви можете зробити',
  palette_find: 'Що потрібно зробити?',
  palette_none: 'Тут немає дії з такою назвою',
  palette_found: { one: '{n} дія', few: '{n} дії', many: '{n} дій', other: '{n} дії' },
  palette_hint: 'Оберіть стрілками й натисніть Enter',
  palette_key: 'Знайти дію за назвою',
  print: 'Надрукувати дошку',
} as const
