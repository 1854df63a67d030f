import { expect, test } from 'vitest'
import { BUILT_IN_VIEWS, chosenView } from './views.ts'

const VIEWS = [
  ...BUILT_IN_VIEWS,
  { key: '7', name: 'Crew', parameters: 'tag=crew' },
  { key: '8', name: 'Crew (copy)', parameters: 'tag=crew' },
]

test.each([
  ['', null, 'All'],
  ['tag=other', null, 'All'],
  ['consent=email', null, 'Consented'],
  ['tag=crew', null, 'Crew'],
  ['tag=crew', '8', 'Crew (copy)'],
  ['tag=other', '7', 'Crew'],
  ['', '7', 'Crew'],
  ['consent=email', '9', 'Consented'],
])('the list %j that began with the view %j stands under %s', (current, view, name) => {
  expect(VIEWS[chosenView(VIEWS, { current, view })]?.name).toBe(name)
})
