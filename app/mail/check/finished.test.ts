import { expect, test } from 'vitest'
import { finishedProblems } from './finished.ts'

test.each([
  ['<title/>', 'title'],
  ['<head><title>News<body><p>x</p>', 'title'],
  ['<style>p{color:red}<p>x</p>', 'style'],
  ['<p>x</p><textarea rows="2">', 'textarea'],
  ['<p>x</p><xmp>', 'xmp'],
  ['<NOEMBED>x', 'noembed'],
  ['<p>x</p><noframes>', 'noframes'],
  ['<p>x</p><iframe src="https://x.example/" />', 'iframe'],
  ['<p>x</p><script>if (a', 'script'],
  ['<script><!--<script></script><p>x</p>', 'script'],
  ['<style>p{}</style ><p>x<style></stylesheet>', 'style'],
])('%j swallows the unsubscribe link, and is named with its fix', (html, tag) => {
  const [problem, ...others] = finishedProblems(html)
  expect(problem).toMatch(`The unsubscribe link would be lost in <${tag}> near “`)
  expect(problem).toContain(`Close it with </${tag}>.`)
  expect(others).toEqual([])
})

test('an element is named by what its author wrote, and nothing of ours', () => {
  expect(finishedProblems('<p>Hi</p><div style="display:none">Bye</p></body></html>')).toEqual([
    'The unsubscribe link would be hidden (display:none) in <div> near “<div style="display:none">Bye</p>”. It isn’t closed before the end of the email: close it with </div>.',
  ])
})

test.each([
  ['<plaintext>x', 'lost in <plaintext> near “<plaintext>x”, which is never closed. Remove it'],
  ['<frameset cols="50%,50%"><frame src="a"></frameset>', 'is a frameset'],
  ['<html><head></head><frameset><noframes><body>x</body></noframes></frameset></html>', 'is a frameset'],
  ['<div style="visibility: hidden">x', 'hidden (visibility:hidden) in <div>'],
  ['<div style="VISIBILITY:Collapse !important">x', 'hidden (visibility:collapse) in <div>'],
  ['<table><tr><td style="display:none">x', 'hidden (display:none) in <td>'],
  ['<div style="opacity:.0">x', 'hidden (opacity:.0)'],
  ['<div style="/*;*/display:none">x', 'hidden (display:none)'],
  ['<div style="font-family:\'a;b\';display:none">x', 'hidden (display:none)'],
  ['<div style="max-height:0px; overflow: hidden">x', 'hidden (max-height:0px)'],
  ['<div style="width:0;overflow:hidden">x', 'hidden (width:0)'],
  ['<div style="position:absolute; left:-9999px">x', 'hidden (left:-9999px)'],
  ['<div style="mso-hide:all">x', 'hidden (mso-hide:all)'],
  ['<div style="content-visibility:hidden">x', 'hidden (content-visibility:hidden)'],
  ['<div hidden="false">x', 'hidden (attribute hidden) in <div>'],
  ['<section inert>x', 'hidden (attribute inert)'],
  ['<div popover>x', 'hidden (attribute popover)'],
  ['<details><summary>more</summary>x', 'hidden (no attribute open) in <details>'],
  ['<dialog>x', 'hidden (no attribute open) in <dialog>'],
  ['<template><p>x', 'hidden in <template>'],
  ['<p>x</p><select><option>x', 'hidden in <option>'],
  ['<object data="a.swf">x', 'hidden in <object>'],
  ['<video src="a.mp4">x', 'hidden in <video>'],
  ['<svg><foreignObject><p>x', 'hidden in <foreignObject>'],
  ['<math><mtext>x', 'hidden in <mtext>'],
  ['<button>x', 'hidden in <button>'],
  ['<p><b style="display:none">x</p>', 'hidden (display:none) in <b>'],
  ['<body style="display:none">x', 'in <body> near “<body style="display:none">x”. Remove that.'],
  ['<html hidden>x', 'hidden (attribute hidden) in <html>'],
])('%j hides the unsubscribe link', (html, words) => {
  expect(finishedProblems(html).join(' ')).toContain(words)
})

test.each([
  ['body{display:none}', '<p>x', 'display:none by the rule “body” in <style>) in <body>. Remove that.'],
  ['html , BODY {display : none ! important}', '<p>x', 'by the rule “BODY”'],
  ['*{visibility:hidden}', '<p>x', 'visibility:hidden by the rule “*”'],
  ['@import "x"; .wrap{opacity:0}', '<div class="a wrap">x', 'opacity:0 by the rule “.wrap”'],
  ['div#top{height:0;overflow:hidden}', '<div id="top">x', 'by the rule “div#top”'],
  ['<!-- .w{display:none} -->', '<div class="w">x', 'by the rule “.w”'],
  ['.w{display:none!important}', '<div class="w" style="display:block">x', 'by the rule “.w”'],
  ['/* a{} */ td.w{display:none}', '<table><tr><td class="w">x', 'by the rule “td.w”'],
  ['@media print{p{}} .w{display:none}', '<div class="w">x', 'by the rule “.w”'],
  ['.w{content:"}";display:none}', '<div class="w">x', 'display:none by the rule “.w”'],
  [".w{content:'\\'}';display:none}", '<div class="w">x', 'display:none by the rule “.w”'],
  ['.w{content:"\n;display:none}', '<div class="w">x', 'display:none by the rule “.w”'],
  ['.w{display:/**/none}', '<div class="w">x', 'display:none by the rule “.w”'],
  ['p{} .w{visibility:hidden', '<div class="w">x', 'visibility:hidden by the rule “.w”'],
])('a style that says %j hides the unsubscribe link of %j', (css, html, words) => {
  expect(finishedProblems(`<style>${css}</style>${html}`).join(' ')).toContain(words)
})

test.each([
  '',
  '<p>x<',
  '<p>x&am',
  '<div style="display:none">x</div>',
  '<noscript>x',
  '<td style="display:none">not in a table',
  '<details open>x',
  '<details><summary>x',
  '<a href="https://x.example">never closed',
  '<table><tr><td>never closed',
  '<svg><p>x',
  '<div style="font-size:0">x',
  '<div style="height:0">x',
  '<div style="opacity:0.5;max-width:600px;overflow:hidden">x',
  '<div hidden style="display:block">x',
  '<style>a{display:none}div{display:none!important;opacity:0;position:absolute;left:-9999px}</style>x',
  '<style>body > div:last-child{display:none}</style>x',
  '<style>div{font-size:0;overflow:hidden;max-height:0;text-indent:-999px}</style>x',
  '<style>@media (max-width:480px){body{display:none}}</style>x',
  '<style media="print">body{display:none}</style>x',
  '<style>/* body{display:none} */</style>x',
  '<style>.w{display:none}.w{display:block}</style><div class="w">x',
  '<style>.w{display:none}</style><div class="w" style="display:block">x',
  '<style>.hide{display:none}</style><div class="hide">x</div>y',
  '<p>{{first_name}}</p></body></html><!-- </body> -->',
])('%j shows the unsubscribe link and loads the pixel', (html) => {
  expect(finishedProblems(html)).toEqual([])
})

test('a browser that would make elements without end is not followed', () => {
  const fonts = Array.from({ length: 240 }, (_, size) => `<font size="${size}">`).join('')
  const [problem] = finishedProblems(`<p>${fonts}${'<p>x'.repeat(1000)}`)
  expect(problem).toContain('opened again and again and never closed')
})
