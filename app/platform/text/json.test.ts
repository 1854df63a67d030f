import { expect, test } from 'vitest'
import { parseClean, readJson } from './json.ts'

test.each([
  [String.raw`{"name":"a\u0000b"}`, { name: 'ab' }],
  [String.raw`{"name":"\ud83d"}`, { name: '\uFFFD' }],
  [String.raw`{"name":"x\udc00\ud800y"}`, { name: 'x\uFFFD\uFFFDy' }],
  [String.raw`{"name":"\ud83d\ude00"}`, { name: '😀' }],
  [String.raw`[["\u0000"],{"deep":{"er":["\u0000a"]}}]`, [[''], { deep: { er: ['a'] } }]],
  [String.raw`"\u0000"`, ''],
  ['{"n":1,"t":true,"z":null}', { n: 1, t: true, z: null }],
])('%s is read clean', async (text, value) => {
  expect(parseClean(text)).toEqual(value)
  expect(await readJson(new Request('http://x.example', { method: 'POST', body: text }))).toEqual(value)
})

test.each(['', '{', 'hello', '{"a":"\0"}', '['.repeat(200_000), '[{"a":'.repeat(50_000)])('%# is nothing', (text) => {
  expect(parseClean(text)).toBeNull()
})
