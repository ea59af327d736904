// Lesson 14: a text that is written on by counting, and a head that looks back at it.
import {choose, diverging, finite, h, ink, knob, number, paint, percent, said, show, slide} from './ui.js';

const start = 'ben saw a snail. the sn';
const visible = (letter) => ({' ': '_', '\n': '↵'}[letter] ?? letter);

export function languageView(frame) {
  let last = null;
  let at = Infinity;  // the letter that looks back
  let text = frame.settings().start ?? start;
  const get = (name, otherwise) => number(frame, name, otherwise);
  const ask = (count = 0) => frame.send({
    do: 'language',
    text,
    count,
    order: get('order', 2),
    added: get('added', 0.01),
    lines: get('lines', 600),
    temperature: get('temperature', 1),
    top: get('top', 0),
    seed: get('seed', 1),
    match: get('match', 2),
    sharpness: get('sharpness', 4)
  });
  const set = (changes) => {
    frame.set(changes);
    frame.calm();
    ask();
  };
  const begin = (words) => {
    text = words;
    at = Infinity;
    set({start: words === start ? null : words});
  };
  const pick = (name, label, options, otherwise) =>
      choose(label, options.map((one) => (Array.isArray(one) ? one : [one, String(one)])), get(name, otherwise),
             (value) => set({[name]: Number(value)}), {'data-knob': name});
  const move = (name, label, from, to, otherwise) =>
      slide(label, from, to, 0.1, get(name, otherwise), (value) => set({[name]: value}), {'data-knob': name});
  const first = h('input', {type: 'text', value: text, 'data-knob': 'start', onchange: () => begin(first.value)});
  const knobs =
      h('section', {class: 'knobs', 'aria-label': 'Knobs'}, knob('begins with', first),
        pick('order', 'order', [0, 1, 2, 3, 4], 2),
        pick('lines', 'lines to count in', [10, 60, 600, 3000], 600),
        pick('added', 'added to each count', [1, 0.1, 0.01, 0.001], 0.01),
        move('temperature', 'temperature', 0.1, 3, 1), pick('top', 'top', [[0, 'all letters'], 1, 2, 3, 5], 0),
        pick('seed', 'seed', [1, 2, 3, 4, 5], 1));

  const of = h('p', {id: 'chances-of', class: 'small'});
  const bars = h('div', {class: 'bars', id: 'chances'});
  const told = h('div', {
    id: 'told',
    class: 'code',
    'aria-live': 'polite',
    style: {whiteSpace: 'pre-wrap', overflowWrap: 'anywhere'}
  });
  const button = (id, words, press) => h('button', {class: 'button', id, onclick: press}, words);
  const one = button('write-one', 'One letter', () => ask(1));
  const many = button('write-on', 'Write on: 33 letters', () => ask(33));
  const again = button('begin-again', 'Begin again', () => begin(first.value));
  const bits = h('dl', {class: 'facts', id: 'bits'});
  const map = h('canvas', {
    id: 'look-map',
    role: 'img',
    tabindex: 0,
    'aria-label': 'Who looks at whom: point at a column, or use the arrow keys',
    style: {width: '100%', maxWidth: '380px', imageRendering: 'pixelated'}
  });
  const seen = h('p', {id: 'look-text', class: 'code', style: {overflowWrap: 'anywhere'}});
  const words = h('p', {id: 'look-at'});

  function drawChances() {
    const best = Math.max(...last.chances.filter(finite));
    bars.replaceChildren(...last.chances.flatMap((chance, i) => {
      const name = chance === best ? 'best' : '';
      return [
        h('span', {class: `code ${name}`}, visible(last.characters[i])),
        h('i', {class: name, style: {width: finite(chance) ? `${100 * chance}%` : '0'}}), h('span', {}, percent(chance))
      ];
    }));
    const context = get('order', 2) ? last.text.slice(-get('order', 2)) : '';
    of.textContent = `Of ${last.contexts} contexts, this is “${[...context].map(visible).join('')}”: ` +
        `it came ${last.seen} times in the text that was counted.`;
  }
  function drawText() {
    told.replaceChildren(...last.lines.map((line) => {
      const sign = line.tale === undefined ? '\u2007' : line.tale ? '✓' : '✗';
      return h('div', {}, `${sign} ${line.text}`);
    }));
    one.disabled = many.disabled = last.full;
    const fact = (name, value) => [h('dt', {}, name), h('dd', {}, show(value, 4))];
    bits.replaceChildren(...(last.bits.trouble ? fact('bits a letter', said(last.bits.trouble)) : [
      ...fact('the text that was counted', last.bits.training), ...fact('a held-out text', last.bits.held_out),
      ...fact('the entropy: no model can do better', last.bits.entropy),
      ...fact('all letters equally likely', Math.log2(last.characters.length))
    ]));
  }
  function drawLook() {
    const {trouble, weights, text: letters} = last.look ?? {};
    map.hidden = seen.hidden = !weights;
    words.textContent = said(trouble, 'tape_look');
    if (!weights) return;
    const length = letters.length;
    at = Math.max(0, Math.min(at, length - 1));
    const weight = (s, t) => weights[s + length * t];
    paint(map, length, length, (i) => {
      const s = Math.floor(i / length), t = i % length;
      return s > t && t === at ? [0, 158, 115] : diverging(finite(weight(s, t)) ? weight(s, t) : -1);
    });
    seen.replaceChildren(...[...letters].map((letter, s) => {
      const color = diverging(finite(weight(s, at)) ? weight(s, at) : -1);
      const style = s > at ? {} : {background: `rgb(${color})`, color: ink(color)};
      return h('span', {style: {...style, textDecoration: s === at ? 'underline' : 'none'}}, visible(letter));
    }));
    const sums = {};
    let most = 0;
    for (let s = 0; s <= at; ++s) {
      sums[letters[s]] = (sums[letters[s]] ?? 0) + weight(s, at);
      if (weight(s, at) > weight(most, at)) most = s;
    }
    const [next, chance] = Object.entries(sums).sort((a, b) => b[1] - a[1])[0];
    const named = (s) => `“${visible(letters[s])}” at ${s}`;
    words.textContent = `${named(at)} looks most of all at ${named(most)}: ${percent(weight(most, at))}. ` +
        `By all that it sees, “${visible(next)}” comes next: ${percent(chance)}.`;
  }
  const go = (to) => {
    at = to;
    if (last) drawLook();
  };
  map.addEventListener('pointermove', (event) => {
    const box = map.getBoundingClientRect();
    go(Math.floor(((event.clientX - box.left) / box.width) * map.width));
  });
  map.addEventListener('keydown', (event) => {
    const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
    if (!step) return;
    event.preventDefault();
    go(at + step);
  });
  const panel = (title, ...children) => h('section', {class: 'panel stack'}, h('h2', {}, title), ...children);
  const element =
      h('div', {'data-view': '14'},
        h('p', {class: 'lead'},
          'Your ngram_counts reads tales, next_chances says what comes next, and write_on goes on with the text.'),
        knobs,
        h('div', {class: 'grid three'}, panel('The next letter', of, bars),
          panel(
              'The text', told, h('div', {class: 'row'}, one, many, again),
              h('p', {class: 'small'}, '✓: a tale of this language. ✗: none.'),
              h('h2', {class: 'minor'}, 'Bits a letter'), bits),
          panel(
              'One head, made by hand', map, seen, words,
              h('p', {class: 'small'},
                'Your tape_look, and nothing was learnt: a letter (a column) asks with the last letters, a place ' +
                    '(a row) answers with those before it. So it finds where the same was said, and what came then.'),
              h('div', {class: 'sliders'}, pick('match', 'letters that ask', [1, 2, 3, 4], 2),
                move('sharpness', 'sharpness', 0, 10, 4)))));
  return {
    element,
    ask,
    hear: (message) => {
      if (message.kind !== 'language') return;
      if (message.text !== text) at = Infinity;
      last = message;
      text = message.text;
      drawChances();
      drawText();
      drawLook();
    }
  };
}
