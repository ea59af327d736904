// Lesson 02: one sample on its way through the network.
import {
  chart, choose, diverging, finite, h, ink, matrix, number, palette, pressable, s, said, show, slide, style
} from './ui.js';

export function forwardView(frame) {
  let last = null;
  let picked = [0, 0];
  const get = (name, otherwise) => frame.settings()[name] ?? otherwise;
  const inputs = () =>
      get('inputs', '1_-0.5').split('_').map(Number).map((x) => (Number.isFinite(x) ? x : 0)).slice(0, 6);
  const widths = () => get('widths', '3-3').split('-').map(Number).filter((n) => n >= 1).slice(0, 12);
  const ask = () => frame.send({
    do: 'forward',
    inputs: inputs(),
    widths: widths(),
    activation: get('activation', 'tanh'),
    initialiser: get('initialiser', 'xavier'),
    seed: number(frame, 'seed', 1)
  });
  const set = (changes) => {
    frame.set(changes);
    frame.calm();
    ask();
  };
  const drawing = h('div');
  const formula = h('div', {class: 'formula code', id: 'formula'});
  const maps = h('div', {class: 'stack scroll'});
  const facts = h('dl', {class: 'facts'});
  const spread = chart('Spread of the activations, layer by layer', 150, {xLabel: 'layer', whole: true});
  const sliders = h('div', {class: 'sliders'});
  const knobs = h('section', {class: 'knobs', 'aria-label': 'Knobs'});

  function build() {
    knobs.replaceChildren(
        choose(
            'hidden layers',
            ['', '3', '3-3', '4-4', '4-4-4', '6-6-6-6', '20-20-20-20-20-20-20-20-20-20'].map(
                (w) => [w, w ? w.replace(/(20-){9}20/, '10 × 20').replaceAll('-', ', ') : 'none']),
            get('widths', '3-3'),
            (value) => {
              picked = [0, 0];
              set({widths: value});
            },
            {'data-knob': 'widths'}),
        choose(
            'activation', ['tanh', 'relu', 'leaky_relu', 'sigmoid', 'identity'].map((n) => [n, n.replace('_', ' ')]),
            get('activation', 'tanh'), (value) => set({activation: value}), {'data-knob': 'activation'}),
        choose(
            'initialiser',
            ['xavier', 'he', 'one_over_n', 'small_normal', 'constant', 'zeros'].map((n) => [n, n.replaceAll('_', ' ')]),
            get('initialiser', 'xavier'), (value) => set({initialiser: value}), {'data-knob': 'initialiser'}),
        choose(
            'seed', [1, 2, 3, 4, 5].map((n) => [n, String(n)]), number(frame, 'seed', 1), (value) => set({seed: value}),
            {'data-knob': 'seed'}));
    sliders.replaceChildren(...inputs().map((value, i) => slide(`x${i + 1}`, -3, 3, 0.1, value, (v) => {
                                              const list = inputs();
                                              list[i] = v;
                                              set({inputs: list.join('_')});
                                            }, {'data-knob': `x${i}`})));
  }
  function draw() {
    const most = 6;
    const columns = [last.X, ...last.layers.map((l) => l.A)];
    const width = Math.max(560, columns.length * 120), tall = 330;
    const X = (k) => 50 + (k * (width - 100)) / (columns.length - 1);
    const Y = (k, i) => {
      const n = Math.min(most, columns[k].length);
      return tall / 2 + (i - (n - 1) / 2) * Math.min(66, 290 / Math.max(1, n - 1));
    };
    const parts = [];
    last.layers.forEach((layer, k) => {
      const top = Math.max(1e-12, ...layer.W.flat().filter(finite).map(Math.abs));
      layer.W.slice(0, most).forEach((row, i) => row.slice(0, most).forEach((w, j) => {
        const mine = picked[0] === k && picked[1] === i;
        parts.push(s('line', {
          x1: X(k) + 26,
          y1: Y(k, j),
          x2: X(k + 1) - 26,
          y2: Y(k + 1, i),
          stroke: w < 0 ? palette[0] : palette[1],
          'stroke-width': 0.5 + 4.5 * Math.abs(w) / top,
          'stroke-opacity': mine ? 1 : 0.3
        }));
        if (mine)
          parts.push(
              s('g', {}, s('rect', {
                  class: 'plate',
                  x: X(k) + 34,
                  y: Y(k, j) + (Y(k + 1, i) - Y(k, j)) * 0.22 - 9,
                  width: 44,
                  height: 18,
                  rx: 4
                }),
                s('text', {x: X(k) + 56, y: Y(k, j) + (Y(k + 1, i) - Y(k, j)) * 0.22}, show(w, 2))));
      }));
    });
    columns.forEach((values, k) => {
      const top = Math.max(1e-12, ...values.filter(finite).map(Math.abs));
      values.slice(0, most).forEach((value, i) => {
        const back = finite(value) ? diverging((value / top) * 0.8) : [179, 38, 30];
        const pick = () => {
          picked = [k - 1, i];
          draw();
        };
        parts.push(
            s('g',
              k > 0 ? pressable(`layer ${k}, neuron ${i + 1}: ${show(value)}`, pick) : {},
              s('circle', {
                cx: X(k),
                cy: Y(k, i),
                r: 25,
                fill: `rgb(${back})`,
                class: picked[0] === k - 1 && picked[1] === i ? 'picked' : '',
                stroke: style('--quiet'),
                'stroke-width': 1.5
              }),
              (() => {
                const t = s('text', {x: X(k), y: Y(k, i)}, show(value, 2));
                t.style.fill = ink(back);
                return t;
              })()));
      });
      if (values.length > most)
        parts.push(s('text', {class: 'quiet', x: X(k), y: tall - 6}, `+${values.length - most}`));
      parts.push(
          s('text', {class: 'quiet', x: X(k), y: 10},
            k === 0                      ? 'X' :
                k === columns.length - 1 ? 'output' :
                                           `layer ${k}`));
    });
    const drawn =
        s('svg', {
          class: 'diagram',
          viewBox: `0 0 ${width} ${tall}`,
          role: 'group',
          'aria-label': 'The network, with what each neuron gives'
        },
          parts);
    drawing.replaceChildren(drawn);
    const [k, i] = picked[0] < last.layers.length && picked[1] < last.layers[picked[0]].Z.length ? picked : [0, 0];
    const layer = last.layers[k], before = k === 0 ? last.X : last.layers[k - 1].A;
    const terms = layer.W[i].slice(0, 8).map((w, j) => `${show(w, 3)} · ${show(before[j], 3)}`).join(' + ');
    formula.replaceChildren(
        h('div', {},
          `Z = ${terms}${layer.W[i].length > 8 ? ' + …' : ''} + ${show(layer.b[i])} = ${show(layer.Z[i], 4)}`),
        h('div', {},
          `A = ${k === last.layers.length - 1 ? 'Z' : `${get('activation', 'tanh')}(Z)`} = ${show(layer.A[i], 4)}`));
    maps.replaceChildren(...last.layers.slice(0, 6).map(
        (l, n) =>
            h('div', {}, h('p', {class: 'small'}, `W of layer ${n + 1}: ${l.W.length} × ${l.W[0].length}`),
              matrix(l.W.slice(0, 8).map((r) => r.slice(0, 8)), `weights of layer ${n + 1}`))));
    facts.replaceChildren(
        h('dt', {}, h('code', {}, 'parameter_count')),
        h('dd', {}, last.parameters !== undefined ? String(last.parameters) : said(last.parameters_trouble)),
        h('dt', {}, h('code', {}, 'weight_deviation')),
        h('dd', {},
          last.deviations ? last.deviations.slice(0, 4).map((d) => show(d)).join(', ') :
                            said(last.deviations_trouble)));
    spread.update([{x: last.spread.map((_, n) => n + 1), y: last.spread, color: palette[0]}], {
      marks: last.spread.map((v, n) => ({x: n + 1, y: v, color: palette[0], size: 4})),
      y: [0, Math.max(1, ...last.spread.filter(finite))]
    });
    frame.report(`Output ${last.layers.at(-1).A.map((v) => show(v)).join(', ')}`);
  }
  build();
  const element =
      h('div', {'data-view': '02'},
        h('p', {class: 'lead'}, 'One sample on its way through your ', h('code', {}, 'network_forward'),
          '. Click a neuron to see what it adds up.'),
        knobs,
        h('div', {class: 'grid wide-left'},
          h('div', {class: 'stack'}, h('section', {class: 'panel stack'}, sliders, drawing, formula),
            h('section', {class: 'panel'}, h('h2', {}, 'Spread of A over 200 random samples'), spread.canvas,
              h('p', {class: 'small'},
                'A good initialiser keeps it from dying out or growing, however deep the network: try ten layers.'))),
          h('div', {class: 'stack'}, h('section', {class: 'panel'}, h('h2', {}, 'This network'), facts),
            h('section', {class: 'panel'}, h('h2', {}, 'Its weights'), maps))));
  return {
    element,
    ask,
    hear(message) {
      if (message.kind === 'forward') {
        last = message;
        draw();
      }
    }
  };
}
