// What the house holds by machine: types used for what they are, and rooms that keep their walls.
import js from '@eslint/js'
import { defineConfig } from 'eslint/config'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'

/** Files under `room` import nothing that matches; `why` is the sentence their author reads. */
function wall(room, matches, why) {
  const rule = ['error', { patterns: matches.map((regex) => ({ regex, message: why })) }]
  return { files: [`${room}/**`], rules: { '@typescript-eslint/no-restricted-imports': rule } }
}

const server = '(^|[/#])server/'
const client = '(^|[/#])client/'
const store = '(^|/)sqlite(/|\\.ts$)'
const doors = ['sync', 'commands', 'http']
const door = (names) => `(?<!#shared)/(${names.join('|')})/`

const walls = [
  wall(
    'server',
    [client, store],
    'The client is out of reach; only what is started from a shell names a concrete store.',
  ),
  wall(
    'shared',
    ['^node:', server, client],
    'shared/ is for both sides: neither Node, nor server, nor client.',
  ),
  wall('client', ['^node:', server], 'The page and the server meet in shared/ alone.'),
  wall(
    'server/acts',
    [client, `/(room|storage|record)/`, door(doors)],
    'Acts are pure: board and input in, facts or a refusal out.',
  ),
  wall(
    'server/room',
    [client, door(doors), '/storage/(?!storage\\.ts$|error\\.ts$)'],
    'The room knows neither doors nor the engine of its store.',
  ),
  ...doors.map((name) =>
    wall(
      `server/${name}`,
      [client, store, door(doors.filter((other) => other !== name))],
      'Doors do not know each other; what they share belongs to the room or to shared/.',
    ),
  ),
  {
    files: ['server/{main,app,backup,import,restore,copies}.ts', 'server/storage/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [{ regex: client }] }],
    },
  },
]

const passedIn = 'Clock and randomness are passed in.'
const pureRooms = {
  files: ['shared/**', 'server/acts/**', 'server/room/**'],
  rules: {
    'no-restricted-syntax': [
      'error',
      { selector: "MemberExpression[object.name='Date'][property.name='now']", message: passedIn },
      { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: passedIn },
      { selector: "CallExpression[callee.name='Date']", message: passedIn },
      {
        selector: "MemberExpression[object.name='Math'][property.name='random']",
        message: passedIn,
      },
      {
        selector: 'MemberExpression[property.name=/^(randomUUID|getRandomValues)$/]',
        message: passedIn,
      },
    ],
  },
}

export default defineConfig(
  { ignores: ['dist/', 'data/', 'test-results/', 'coverage/'] },
  js.configs.recommended,
  ts.configs.recommendedTypeChecked,
  svelte.configs.recommended,
  {
    languageOptions: {
      globals: globals.nodeBuiltin,
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      // An interface may promise what one of its implementations has at once.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/require-each-key': 'error',
      'svelte/button-has-type': 'error',
      // The board keeps a cell per row in plain maps, because reactive ones cost twice as much.
      'svelte/prefer-svelte-reactivity': 'off',
      // There are no stores here: state is runes. It costs a third of the whole.
      'svelte/require-store-reactive-access': 'off',
      // The linter does not see the types of components; svelte-check does.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  { files: ['client/**'], languageOptions: { globals: globals.browser } },
  { files: ['scripts/vite/worker.js'], languageOptions: { globals: globals.serviceworker } },
  { files: ['**/*.js', '**/*.mjs'], extends: [ts.configs.disableTypeChecked] },
  // What is started from a shell speaks to it.
  { files: ['scripts/**', 'server/main.ts', 'bench/**'], rules: { 'no-console': 'off' } },
  // Playwright and Vitest hand out values that only the test knows the shape of.
  { files: ['test/**'], rules: { '@typescript-eslint/unbound-method': 'off' } },
  ...walls,
  pureRooms,
  // The hook before a commit has a second; what needs types waits for `npm run lint`.
  process.env.LINT === 'quick' ? ts.configs.disableTypeChecked : [],
)
