// Acts by name and by key, and taking one back.
export const acts = {
  keys_turn_off: 'Désactiver les touches simples',
  keys_turn_on: 'Activer les touches simples',
  gavel_forward: 'Contribution suivante dans la file',
  gavel_back: 'Contribution précédente dans la file',
  undo: 'Reprendre',
  undo_time: 'encore {time}',
  undo_item: 'Point suivant : {title}',
  undo_gavel: 'Entériné : {title}',
  undo_hint: '{name}. Appuyez sur U pour le reprendre.',
  palette: 'Tout ce que vous pouvez faire',
  palette_find: 'Que souhaitez-vous faire ?',
  palette_none: 'Rien ne porte ce nom ici',
  palette_found: { one: '{n} action', many: '{n} d’actions', other: '{n} actions' },
  palette_hint: 'Choisissez avec les flèches, puis Entrée',
  palette_key: 'Trouver une action par son nom',
  print: 'Imprimer le tableau',
} as const
