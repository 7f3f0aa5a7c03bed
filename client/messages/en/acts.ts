// Acts by name and by key, and taking one back.
export const acts = {
  keys_turn_off: 'Turn single keys off',
  keys_turn_on: 'Turn single keys on',
  gavel_forward: 'Next pledge in the queue',
  gavel_back: 'Previous pledge in the queue',
  undo: 'Take back',
  undo_time: '{time} left',
  undo_item: 'Next item: {title}',
  undo_gavel: 'Agreed: {title}',
  undo_hint: '{name}. Press U to take it back.',
  palette: 'Everything you can do',
  palette_find: 'What would you like to do?',
  palette_none: 'Nothing here is called that',
  palette_found: { one: '{n} act', other: '{n} acts' },
  palette_hint: 'Choose with the arrow keys, then Enter',
  palette_key: 'Find an act by name',
  print: 'Print the board',
} as const
