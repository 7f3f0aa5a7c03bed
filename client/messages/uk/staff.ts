// Завдання, як їх бачить робочий рівень.
export const staff = {
  staff_states: 'За станом',
  filters_saved: 'Фільтри',
  filters_where: 'Зберігається в цьому браузері для цього місця',
  filter_held: 'Чекають на умову',
  filter_at_node: 'У вузлі',
  filter_handed_over: 'Має підтвердити Київ',
  filter_short: 'Отримано не все',
  filter_save: 'Зберегти цей фільтр',
  filter_name: 'Назва фільтра',
  filter_keep: 'Зберегти',
  filter_forget: 'Забути фільтр «{name}»',
  states_ended: 'завершено',
  states_hint:
    'Стрілки ведуть по картках, Enter відкриває картку. Shift зі стрілкою праворуч або ліворуч переводить завдання на крок.',
  states_moved: '{title}: тепер {state}',
  states_stays: '{title}: у цей бік зараз не перевести',
}
