// Lesson 13: a filter moves over a digit, and makes a map.
import {choose, diverging, h, number, paint, said, show} from './ui.js';

const made = [
  ['-1_0_1_-1_0_1_-1_0_1', 'edges from left to right'], ['-1_-1_-1_0_0_0_1_1_1', 'edges from top to bottom'],
  ['1_1_1_1_1_1_1_1_1', 'sum of all'], ['-1_-1_-1_-1_8_-1_-1_-1_-1', 'unlike the pixels around'],
  ['0_0_0_0_1_0_0_0_0', 'the pixel itself'], ['0_0_0_1_0_0_0_0_0', 'its neighbour on the left']
];
const grey = (v) => {
  const c = Math.round(255 * (1 - Math.max(0, Math.min(1, v))));
  return [c, c, c];
};
const mix = (a, b, part) => a.map((x, i) => Math.round(x + (b[i] - x) * part));

export function filtersView(frame) {
  let last = null;
  let at = [6, 9];  // the position that is looked at
  const get = (name, otherwise) => frame.settings()[name] ?? otherwise;
  const weights = () => {
    const list = get('filter', made[0][0]).split('_').map(Number);
    return Array.from({length: 9}, (_, i) => (Number.isFinite(list[i]) ? list[i] : 0));
  };
  const stride = () => number(frame, 'stride', 1);
  const padding = () => number(frame, 'padding', 1);
  const ask = () => frame.send({
    do: 'images',
    digit: number(frame, 'digit', 5),
    which: number(frame, 'which', 4),
    filter: weights(),
    stride: stride(),
    padding: padding()
  });
  const set = (changes) => {
    frame.set(changes);
    frame.calm();
    ask();
    build();
  };
  const knobs = h('section', {class: 'knobs', 'aria-label': 'Knobs'});
  const grid = h('div', {style: {display: 'grid', gridTemplateColumns: 'repeat(3, 4.5em)', gap: '4px'}});
  const canvas = (name, label, attributes = {}) => h('canvas', {
    id: name,
    role: 'img',
    'aria-label': label,
    style: {width: '100%', maxWidth: '240px', imageRendering: 'pixelated'},
    ...attributes
  });
  const image = canvas('filter-image', 'The digit, and what the window sees');
  const map = canvas('filter-map', 'The map: point at a place, or use the arrow keys', {tabindex: 0});
  const pooled = canvas('filter-pooled', 'The map, pooled by 2x2');
  const words = h('p', {id: 'filter-at', 'aria-live': 'polite'});
  const taped = h('p', {id: 'filter-tape', class: 'small'});
  const pooling = h('p', {id: 'filter-pooling', class: 'small'});

  function build() {
    const numbers = (name, label, list, otherwise) =>
        choose(label, list.map((n) => [n, String(n)]), number(frame, name, otherwise), (v) => set({[name]: v}), {
          'data-knob': name
        });
    knobs.replaceChildren(
        numbers('digit', 'digit', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 5),
        numbers('which', 'which of them', [1, 2, 3, 4, 5, 6, 7, 8], 4),
        choose('filter', made, get('filter', made[0][0]), (v) => set({filter: v}), {'data-knob': 'filter'}),
        numbers('stride', 'stride', [1, 2, 3, 4], 1), numbers('padding', 'padding', [0, 1, 2, 3], 1));
    grid.replaceChildren(...weights().map((value, i) => h('input', {
                                            type: 'number',
                                            step: 0.5,
                                            value,
                                            'aria-label': `weight (${Math.floor(i / 3)}, ${i % 3})`,
                                            onchange: (e) => {
                                              const list = weights();
                                              list[i] = Number(e.target.value) || 0;
                                              set({filter: list.join('_')});
                                            }
                                          })));
  }
  const pixel = (row, column) => {
    const outside = row < 0 || column < 0 || row >= last.height || column >= last.width;
    return outside ? 0 : last.pixels[row + last.height * column];
  };
  function draw() {
    const [rows, columns] = last.made, p = last.padding, wide = last.width + 2 * p;
    at = [Math.max(0, Math.min(at[0], rows - 1)), Math.max(0, Math.min(at[1], columns - 1))];
    const top = at[0] * last.stride, left = at[1] * last.stride;
    paint(image, wide, last.height + 2 * p, (i) => {
      const row = Math.floor(i / wide), column = i % wide;
      const inside = row >= p && column >= p && row < last.height + p && column < last.width + p;
      const color = inside ? grey(pixel(row - p, column - p)) : [222, 230, 238];
      const seen = row >= top && row < top + 3 && column >= left && column < left + 3;
      return seen ? mix(color, [213, 94, 0], 0.45) : color;
    });
    const most = Math.max(1e-9, ...last.map.map((v) => (Number.isFinite(v) ? Math.abs(v) : 0)));
    const colored = (list, height) => (i, width) =>
        diverging(list[Math.floor(i / width) + height * (i % width)] / most);
    const of = colored(last.map, rows), here = at[0] * columns + at[1];
    paint(map, columns, rows, (i) => (i === here ? [0, 158, 115] : of(i, columns)));
    const value = last.map[at[0] + rows * at[1]];
    const terms = weights()
                      .map((w, i) => [w, pixel(top + Math.floor(i / 3) - p, left + (i % 3) - p)])
                      .filter(([w]) => w !== 0)
                      .map(([w, x]) => `${show(w)} · ${show(x, 2)}`);
    words.textContent = `Position (${at[0]}, ${at[1]}) of ${rows}x${columns}: ${terms.join(' + ') || '0'}. ` +
        `Your correlate says ${show(value)}.`;
    const tape = last.tape ?? {};
    taped.textContent = tape.trouble ? said(tape.trouble, 'tape_convolution') :
        tape.equal                   ? 'tape_convolution, as one product of matrices, makes the same map.' :
                                       'tape_convolution makes another map than correlate.';
    const pool = last.pooled ?? {};
    pooled.hidden = !pool.map;
    pooling.textContent = said(pool.trouble, 'tape_max_pool');
    if (pool.map) {
      const small = colored(pool.map, pool.made[0]);
      paint(pooled, pool.made[1], pool.made[0], (i) => small(i, pool.made[1]));
    }
  }
  const go = (row, column) => {
    at = [row, column];
    if (last) draw();
  };
  map.addEventListener('pointermove', (event) => {
    if (!last) return;
    const box = map.getBoundingClientRect();
    go(Math.floor(((event.clientY - box.top) / box.height) * last.made[0]),
       Math.floor(((event.clientX - box.left) / box.width) * last.made[1]));
  });
  map.addEventListener('keydown', (event) => {
    const step = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]}[event.key];
    if (!step) return;
    event.preventDefault();
    go(at[0] + step[0], at[1] + step[1]);
  });
  build();
  const figure = (title, ...children) => h('div', {class: 'panel stack'}, h('h2', {}, title), ...children);
  const element =
      h('div', {class: 'stack', 'data-view': '13'}, knobs,
        h('div', {class: 'grid three'}, figure('The digit', image, h('p', {class: 'small'}, 'In orange: the window.')),
          figure('The map', map, h('p', {class: 'small'}, 'Orange: above 0, blue: below. Point at it.'), taped),
          figure('Pooled', pooled, pooling)),
        h('div', {class: 'panel stack'}, h('h2', {}, 'The filter'), grid, words));
  return {
    element,
    ask,
    hear: (message) => {
      if (message.kind !== 'images') return;
      last = message;
      draw();
    }
  };
}
