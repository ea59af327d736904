// What a network learns from: the course's sets, points that are set with the mouse or the keys, a file.
import {choices, knobRow} from './knobs.js';
import {bytes, h, ink, palette, rgb} from './ui.js';

const sets = [
  ['peaks', 'peaks'], ['gmm', 'gmm'], ['swiss_roll', 'swiss roll'], ['microchips', 'microchips'],
  ['insurance', 'insurance'], ['noisy_line', 'noisy line'], ['digits', 'digits'], ['points', 'your points'],
  ['file', 'your file']
];
const penColours = palette.slice(0, 5);

// Points in the address: x, y and class, a byte each.
const decoded = (text) => Array.from(text ? bytes(text.replaceAll('-', '+').replaceAll('_', '/')) : []);
const encoded = (list) =>
    btoa(String.fromCharCode(...list)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

export function dataPanel(it) {
  let pen = 0;
  const {option, pick} = choices(it);

  const fileInput = h('input', {
    type: 'file',
    accept: '.csv,.txt,.mat',
    class: 'unseen',
    id: 'file',
    tabindex: -1,
    'aria-label': 'A .csv or .mat file',
    onchange: async () => {
      const file = fileInput.files[0];
      if (!file) return;
      await it.frame.sendFile(file);
      fileInput.value = '';
      it.set({data: 'file', x: 0, y: 1});
    }
  });
  function choose(name) {
    if (name === 'file') {
      fileInput.click();
      return;
    }
    it.set({
      data: name,
      x: 0,
      y: 1,
      samples: name === 'digits' ? 2000 : it.base.samples,
      scaling: name === 'insurance' ? 'standardise' : 'none',
      widths: name === 'digits' ? '30' : it.get('widths')
    });
  }
  const setButtons =
      sets.map(([name, text]) => h('button', {class: 'set', 'data-set': name, onclick: () => choose(name)}, text));

  const change = (list) => it.set({points: encoded(list)});
  const penButtons = penColours.map(
      (color, k) =>
          h('button', {
            class: 'button tiny',
            'aria-label': `class ${k}`,
            style: {background: color, color: ink(rgb(color))},
            onclick: () => {
              pen = k;
              update();
            }
          },
            String(k)));
  const pointsBox =
      h('div', {}, h('div', {class: 'row', role: 'group', 'aria-label': 'Class of the next point'}, penButtons),
        h('p', {class: 'small'},
          'Click in the picture to set a point; or go there with Tab, move with the arrows, and press Enter.'),
        h('div', {class: 'row'},
          h('button', {class: 'button', id: 'undo', onclick: () => change(decoded(it.get('points')).slice(0, -3))},
            'Undo'),
          h('button', {class: 'button', id: 'clear', onclick: () => change([])}, 'Clear')));

  const knobBox = h('div', {class: 'stack'});
  const fill = knobRow(knobBox);
  const words = h('p', {class: 'small'});

  function update() {
    const points = it.get('data') === 'points', samples = it.samples;
    for (const button of setButtons) button.setAttribute('aria-pressed', String(button.dataset.set === it.get('data')));
    penButtons.forEach((button, k) => button.setAttribute('aria-pressed', String(pen === k)));
    pointsBox.hidden = !points;
    knobBox.hidden = points;
    const features = samples?.features ?? [];
    const axes = features.length > 2 && features.length < 100;
    const byFeature = features.map((name, i) => [i, name]);
    fill([
      pick('samples', 'samples', [50, 118, 200, 600, 2000, 5000, 20000].map((n) => [n, String(n)])),
      it.digits ? null :
                  pick(
                      'scaling', 'scaling',
                      [
                        option('none', null, 'as they are'), option('standardise', '6.3'),
                        option('min_max', '6.4', 'min to max')
                      ]),
      axes ? pick('x', 'to the right', byFeature) : null,
      axes ? pick('y', 'upwards', byFeature) : null,
    ]);
    words.textContent = samples ?
        `${samples.name} (${samples.source}): ${samples.counts[0]} to learn from, ${samples.counts[1]} to watch` :
        'loading …';
  }
  /** A point at (x, y), each 0 ... 1 from the lower left corner, of the chosen class. */
  function setPoint(x, y) {
    if (it.get('data') !== 'points') return;
    const byte = (part) => Math.max(0, Math.min(255, Math.round(255 * part)));
    change([...decoded(it.get('points')), byte(x), byte(y), pen]);
  }
  const element =
      h('section', {class: 'panel', 'aria-label': 'Data'}, h('h2', {}, 'Data'),
        it.digits ? null : h('div', {class: 'sets'}, setButtons), fileInput, pointsBox, knobBox, words);
  return {element, update, setPoint};
}
