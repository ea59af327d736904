// The views that need no training: activations, the forward pass, nine parameters, the valley, the tape.
import { h, s, show, finite, palette, diverging, ink, sharp, slide, choose, tick, chart, matrix, legend, style, icons, calm } from './ui.js';
import { playground, usual, methods } from './playground.js';

const number = (frame, name, otherwise) => {
  const value = Number(frame.settings()[name] ?? otherwise);
  return Number.isFinite(value) ? value : otherwise;
};
function said(trouble) {
  if (!trouble) return '';
  if (trouble.state === 'unwritten') return `task ${trouble.task} ${trouble.function} is not written yet`;
  return trouble.says ?? 'it failed';
}

// ---- 01 ----------------------------------------------------------------------------------------

export function activationsView(frame) {
  const names = ['sigmoid', 'tanh_activation', 'relu', 'leaky_relu'];
  let last = null;
  const get = { z: () => number(frame, 'z', 1), range: () => number(frame, 'range', 6), slope: () => number(frame, 'slope', 0.01), temperature: () => number(frame, 'temperature', 1), which: () => frame.settings().which ?? 'tanh_activation' };
  const logits = () => (frame.settings().logits ?? '2_1_0').split('_').map(Number).map((x) => (Number.isFinite(x) ? x : 0)).slice(0, 6);
  const ask = () => frame.send({ do: 'activations', z: get.z(), range: get.range(), slope: get.slope(), temperature: get.temperature(), logits: logits() });
  const set = (changes) => { frame.set(changes); ask(); };

  const curves = chart('The function and its derivative', 330, { zero: true, xLabel: 'Z' });
  const facts = h('dl', { class: 'facts' });
  const words = h('p', { class: 'small' });
  const choices = h('div', { class: 'row', role: 'group', 'aria-label': 'Which function' }, names.map((name) => h('button', { class: 'button', 'data-which': name, onclick: () => set({ which: name }) }, name.replace('_activation', ''))));
  let dragging = false;
  const drag = (event) => {
    const place = curves.canvas.place;
    if (!place) return;
    const z = Math.max(-get.range(), Math.min(get.range(), place.toX(event.clientX - curves.canvas.getBoundingClientRect().left)));
    set({ z: Number(z.toPrecision(3)) });
    zKnob.querySelector('input').value = z;
    zKnob.querySelector('output').textContent = show(z);
  };
  curves.canvas.addEventListener('pointerdown', (event) => { dragging = true; drag(event); });
  curves.canvas.addEventListener('pointermove', (event) => dragging && drag(event));
  addEventListener('pointerup', () => { dragging = false; });
  curves.canvas.style.touchAction = 'none';

  const rangeKnob = choose('range of Z', [[6, '±6'], [20, '±20'], [100, '±100'], [1000, '±1000']], get.range(), (value) => { frame.set({ range: Number(value), z: Math.min(get.z(), Number(value)) }); const z = zKnob.querySelector('input'); z.min = -value; z.max = value; z.step = value / 200; ask(); }, { 'data-knob': 'range' });
  const zKnob = slide('Z', -get.range(), get.range(), get.range() / 200, get.z(), (value) => set({ z: value }), { 'data-knob': 'z' });
  const slopeKnob = slide('slope of leaky ReLU', 0, 0.9, 0.01, get.slope(), (value) => set({ slope: value }), { 'data-knob': 'slope' });
  const bars = h('div', { class: 'bars', id: 'softmax' });
  const soft = h('section', { class: 'panel stack' }, h('h2', {}, 'softmax'), h('p', { class: 'small' }, 'Move the logits: the probabilities always add up to 1. A low temperature makes it sure of itself.'),
    h('div', { class: 'sliders' }, logits().map((value, i) => slide(`logit ${i}`, -10, 10, 0.1, value, (v) => { const list = logits(); list[i] = v; set({ logits: list.join('_') }); }, { 'data-knob': `logit${i}` })),
      choose('temperature', [[0.1, '0.1'], [0.5, '0.5'], [1, '1'], [2, '2'], [10, '10']], get.temperature(), (value) => set({ temperature: Number(value) }), { 'data-knob': 'temperature' })), bars);

  function draw() {
    if (!last) return;
    const one = last.curves.find((c) => c.name === get.which()) ?? last.curves[0];
    for (const button of choices.children) button.setAttribute('aria-pressed', String(button.dataset.which === one.name));
    const list = [];
    for (const other of last.curves) if (other.A && other !== one && (other.name.length > 0)) list.push({ x: last.Z, y: other.A, color: style('--line'), width: 1.5 });
    if (one.A) list.push({ x: last.Z, y: one.A, color: palette[0], width: 3 });
    if (one.slopes) list.push({ x: last.Z, y: one.slopes, color: palette[1], width: 2, dash: [6, 4] });
    if (finite(one.at) && finite(one.slope)) {
      const reach = get.range() * 0.25;
      list.push({ x: [last.z - reach, last.z + reach], y: [one.at - reach * one.slope, one.at + reach * one.slope], color: palette[2], width: 2 });
    }
    const bent = one.name.includes('relu');
    curves.update(list, { x: [-get.range(), get.range()], y: bent ? [-0.25 * get.range(), get.range()] : [-1.25, 1.25], marks: [{ x: last.z, y: one.at, color: palette[0] }, { x: last.z, y: one.slope, color: palette[1] }] });
    const fact = (name, value) => [h('dt', {}, name), h('dd', {}, value)];
    facts.replaceChildren(...fact('Z', show(last.z, 4)), ...fact(h('code', {}, one.name), one.trouble ? said(one.trouble) : show(one.at, 6)), ...fact('its derivative', one.slope_trouble ? said(one.slope_trouble) : show(one.slope, 6)), ...fact('measured', one.trouble ? '–' : show(one.numeric, 6)));
    const off = finite(one.slope) && finite(one.numeric) && Math.abs(one.slope - one.numeric) > 1e-4 && Math.abs(last.z) > 1e-3;
    words.textContent = off ? 'The derivative is not what a small step measures: look at it again.' : 'The green line has the slope that your derivative says; “measured” is the rise over a tiny step.';
    if (last.softmax.A) {
      const list2 = last.softmax.A;
      bars.replaceChildren(...list2.flatMap((p, i) => { const bar = h('i'); bar.style.width = finite(p) ? `${100 * p}%` : '0'; return [h('span', {}, String(i)), bar, h('span', {}, finite(p) ? p.toFixed(3) : show(p))]; }));
    } else bars.replaceChildren(h('span'), h('span', {}, said(last.softmax.trouble)), h('span'));
    frame.report(`${one.name} of ${show(last.z)} is ${show(one.at)}, its derivative ${show(one.slope)}`);
  }
  const element = h('div', { 'data-view': '01' }, h('p', { class: 'lead' }, 'These curves are computed by the functions that you wrote. Drag the point, or use the slider.'),
    h('div', { class: 'grid wide-left' }, h('section', { class: 'panel stack' }, choices, curves.canvas, legend([[palette[0], 'the function', true], [palette[1], 'its derivative', true], [palette[2], 'the slope at Z', true]]), h('div', { class: 'sliders' }, zKnob, rangeKnob, slopeKnob)),
      h('div', { class: 'stack' }, h('section', { class: 'panel' }, h('h2', {}, 'At this Z'), facts, words), soft)));
  return { element, ask, hear(message) { if (message.kind === 'activations') { last = message; draw(); } } };
}

// ---- 02 ----------------------------------------------------------------------------------------

export function forwardView(frame) {
  let last = null;
  let picked = [0, 0];
  const get = (name, otherwise) => frame.settings()[name] ?? otherwise;
  const inputs = () => get('inputs', '1_-0.5').split('_').map(Number).map((x) => (Number.isFinite(x) ? x : 0)).slice(0, 6);
  const widths = () => get('widths', '3-3').split('-').map(Number).filter((n) => n >= 1).slice(0, 12);
  const ask = () => frame.send({ do: 'forward', inputs: inputs(), widths: widths(), activation: get('activation', 'tanh'), initialiser: get('initialiser', 'xavier'), seed: number(frame, 'seed', 1) });
  const set = (changes) => { frame.set(changes); frame.calm(); ask(); };
  const drawing = h('div');
  const formula = h('div', { class: 'formula code', id: 'formula' });
  const maps = h('div', { class: 'stack scroll' });
  const facts = h('dl', { class: 'facts' });
  const spread = chart('Spread of the activations, layer by layer', 150, { xLabel: 'layer', whole: true });
  const sliders = h('div', { class: 'sliders' });
  const knobs = h('section', { class: 'knobs', 'aria-label': 'Knobs' });

  function build() {
    knobs.replaceChildren(
      choose('hidden layers', ['', '3', '3-3', '4-4', '4-4-4', '6-6-6-6', '20-20-20-20-20-20-20-20-20-20'].map((w) => [w, w ? w.replace(/(20-){9}20/, '10 × 20').replaceAll('-', ', ') : 'none']), get('widths', '3-3'), (value) => { picked = [0, 0]; set({ widths: value }); }, { 'data-knob': 'widths' }),
      choose('activation', ['tanh', 'relu', 'leaky_relu', 'sigmoid', 'identity'].map((n) => [n, n.replace('_', ' ')]), get('activation', 'tanh'), (value) => set({ activation: value }), { 'data-knob': 'activation' }),
      choose('initialiser', ['xavier', 'he', 'one_over_n', 'small_normal', 'constant', 'zeros'].map((n) => [n, n.replaceAll('_', ' ')]), get('initialiser', 'xavier'), (value) => set({ initialiser: value }), { 'data-knob': 'initialiser' }),
      choose('seed', [1, 2, 3, 4, 5].map((n) => [n, String(n)]), number(frame, 'seed', 1), (value) => set({ seed: value }), { 'data-knob': 'seed' }));
    sliders.replaceChildren(...inputs().map((value, i) => slide(`x${i + 1}`, -3, 3, 0.1, value, (v) => { const list = inputs(); list[i] = v; set({ inputs: list.join('_') }); }, { 'data-knob': `x${i}` })));
  }
  function draw() {
    const most = 6;
    const columns = [last.X, ...last.layers.map((l) => l.A)];
    const width = Math.max(560, columns.length * 120), tall = 330;
    const X = (k) => 50 + (k * (width - 100)) / (columns.length - 1);
    const Y = (k, i) => { const n = Math.min(most, columns[k].length); return tall / 2 + (i - (n - 1) / 2) * Math.min(66, 290 / Math.max(1, n - 1)); };
    const parts = [];
    last.layers.forEach((layer, k) => {
      const top = Math.max(1e-12, ...layer.W.flat().filter(finite).map(Math.abs));
      layer.W.slice(0, most).forEach((row, i) => row.slice(0, most).forEach((w, j) => {
        const mine = picked[0] === k && picked[1] === i;
        parts.push(s('line', { x1: X(k) + 26, y1: Y(k, j), x2: X(k + 1) - 26, y2: Y(k + 1, i), stroke: w < 0 ? palette[0] : palette[1], 'stroke-width': 0.5 + 4.5 * Math.abs(w) / top, 'stroke-opacity': mine ? 1 : 0.3 }));
        if (mine) parts.push(s('g', {}, s('rect', { class: 'plate', x: X(k) + 34, y: Y(k, j) + (Y(k + 1, i) - Y(k, j)) * 0.22 - 9, width: 44, height: 18, rx: 4 }), s('text', { x: X(k) + 56, y: Y(k, j) + (Y(k + 1, i) - Y(k, j)) * 0.22 }, show(w, 2))));
      }));
    });
    columns.forEach((values, k) => {
      const top = Math.max(1e-12, ...values.filter(finite).map(Math.abs));
      values.slice(0, most).forEach((value, i) => {
        const back = finite(value) ? diverging((value / top) * 0.8) : [179, 38, 30];
        const pick = () => { if (k > 0) { picked = [k - 1, i]; draw(); } };
        parts.push(s('g', k > 0 ? { tabindex: 0, role: 'button', 'aria-label': `layer ${k}, neuron ${i + 1}: ${show(value)}`, onclick: pick, onkeydown: (e) => { if (e.key === 'Enter' || e.key === ' ') { e.preventDefault(); pick(); } } } : {},
          s('circle', { cx: X(k), cy: Y(k, i), r: 25, fill: `rgb(${back})`, class: picked[0] === k - 1 && picked[1] === i ? 'picked' : '', stroke: style('--quiet'), 'stroke-width': 1.5 }),
          (() => { const t = s('text', { x: X(k), y: Y(k, i) }, show(value, 2)); t.style.fill = ink(back); return t; })()));
      });
      if (values.length > most) parts.push(s('text', { class: 'quiet', x: X(k), y: tall - 6 }, `+${values.length - most}`));
      parts.push(s('text', { class: 'quiet', x: X(k), y: 10 }, k === 0 ? 'X' : k === columns.length - 1 ? 'output' : `layer ${k}`));
    });
    const drawn = s('svg', { class: 'diagram', viewBox: `0 0 ${width} ${tall}`, role: 'group', 'aria-label': 'The network, with what each neuron gives' }, parts);
    drawing.replaceChildren(drawn);
    const [k, i] = picked[0] < last.layers.length && picked[1] < last.layers[picked[0]].Z.length ? picked : [0, 0];
    const layer = last.layers[k], before = k === 0 ? last.X : last.layers[k - 1].A;
    const terms = layer.W[i].slice(0, 8).map((w, j) => `${show(w, 3)} · ${show(before[j], 3)}`).join(' + ');
    formula.replaceChildren(h('div', {}, `Z = ${terms}${layer.W[i].length > 8 ? ' + …' : ''} + ${show(layer.b[i])} = ${show(layer.Z[i], 4)}`), h('div', {}, `A = ${k === last.layers.length - 1 ? 'Z' : `${get('activation', 'tanh')}(Z)`} = ${show(layer.A[i], 4)}`));
    maps.replaceChildren(...last.layers.slice(0, 6).map((l, n) => h('div', {}, h('p', { class: 'small' }, `W of layer ${n + 1}: ${l.W.length} × ${l.W[0].length}`), matrix(l.W.slice(0, 8).map((r) => r.slice(0, 8)), `weights of layer ${n + 1}`))));
    facts.replaceChildren(h('dt', {}, h('code', {}, 'parameter_count')), h('dd', {}, last.parameters !== undefined ? String(last.parameters) : said(last.parameters_trouble)), h('dt', {}, h('code', {}, 'weight_deviation')), h('dd', {}, last.deviations ? last.deviations.slice(0, 4).map((d) => show(d)).join(', ') : said(last.deviations_trouble)));
    spread.update([{ x: last.spread.map((_, n) => n + 1), y: last.spread, color: palette[0] }], { marks: last.spread.map((v, n) => ({ x: n + 1, y: v, color: palette[0], size: 4 })), y: [0, Math.max(1, ...last.spread.filter(finite))] });
    frame.report(`Output ${last.layers.at(-1).A.map((v) => show(v)).join(', ')}`);
  }
  build();
  const element = h('div', { 'data-view': '02' }, h('p', { class: 'lead' }, 'One sample on its way through your ', h('code', {}, 'network_forward'), '. Click a neuron to see what it adds up.'), knobs,
    h('div', { class: 'grid wide-left' }, h('div', { class: 'stack' }, h('section', { class: 'panel stack' }, sliders, drawing, formula), h('section', { class: 'panel' }, h('h2', {}, 'Spread of A over 200 random samples'), spread.canvas, h('p', { class: 'small' }, 'A good initialiser keeps it from dying out or growing, however deep the network: try ten layers.'))),
      h('div', { class: 'stack' }, h('section', { class: 'panel' }, h('h2', {}, 'This network'), facts), h('section', { class: 'panel' }, h('h2', {}, 'Its weights'), maps))));
  return { element, ask, hear(message) { if (message.kind === 'forward') { last = message; draw(); } } };
}

// ---- 04 ----------------------------------------------------------------------------------------

const nine = ['w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'b1', 'b2', 'b3'];
const stages = ['the inputs', 'z1 and z2: weighted sums', 'h1 and h2: max(z, 0)', 'y: the output', 'the loss, (y − target)²', 'back: d(loss)/dy', 'back: w5, w6, b3', 'back through ReLU: dz1, dz2', 'back: w1 … w4, b1, b2', 'the step: nine_step'];

export function nineView(frame) {
  let last = null;
  let stage = stages.length - 1;
  let timer = null;
  let losses = [];
  const start = [1, -1, 0.5, 1, 1, 2, 0, 1, 0.5];
  const parameters = () => (frame.settings().nine ?? start.join('_')).split('_').map(Number).map((x, i) => (Number.isFinite(x) ? x : start[i]));
  const get = (name, otherwise) => number(frame, name, otherwise);
  const ask = () => frame.send({ do: 'nine', parameters: parameters(), x1: get('x1', 1), x2: get('x2', 2), target: get('target', 1), rate: get('rate', 0.05) });
  const set = (changes) => { frame.set(changes); frame.calm(); ask(); };
  const drawing = h('div');
  const words = h('p', { id: 'stage', 'aria-live': 'polite' });
  const decline = chart('Loss after each step', 150, { xLabel: 'step', whole: true });
  const sliderBox = h('div', { class: 'sliders' });
  const go = (to) => { stage = Math.max(0, Math.min(stages.length - 1, to)); draw(); };
  const step = () => {
    if (!last?.next) return;
    if (losses.length === 0) losses.push(last.loss);
    losses.push(last.next_loss);
    set({ nine: last.next.map((v) => (finite(v) ? Number(v.toPrecision(8)) : 0)).join('_') });
    build();
  };
  const playButton = h('button', { class: 'button', id: 'walk', onclick: () => (timer ? halt() : walk()) }, 'Walk through');
  function walk() { go(0); playButton.textContent = 'Halt'; timer = setInterval(() => { if (stage >= stages.length - 1) halt(); else go(stage + 1); }, calm.matches ? 1800 : 1100); }
  function halt() { clearInterval(timer); timer = null; playButton.textContent = 'Walk through'; }
  function build() {
    const values = parameters();
    sliderBox.replaceChildren(
      ...[['x1', 1], ['x2', 2], ['target', 1]].map(([name, otherwise]) => slide(name, -3, 3, 0.1, get(name, otherwise), (v) => { losses = []; set({ [name]: v }); }, { 'data-knob': name })),
      choose('learning rate', [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5].map((r) => [r, String(r)]), get('rate', 0.05), (v) => set({ rate: Number(v) }), { 'data-knob': 'rate' }),
      ...nine.map((name, i) => slide(name, -3, 3, 0.05, values[i], (v) => { losses = []; const list = parameters(); list[i] = v; set({ nine: list.join('_') }); }, { 'data-knob': name })));
  }
  function draw() {
    if (!last) return;
    const p = last.parameters, f = last.forward, g = last.gradient, n = last.next;
    const x1 = get('x1', 1), x2 = get('x2', 2), target = get('target', 1);
    const dy = finite(f.y) ? 2 * (f.y - target) : f.y;
    const at = { x1: [70, 130], x2: [70, 390], z1: [430, 130], z2: [430, 390], h1: [660, 130], h2: [660, 390], y: [920, 260], loss: [1130, 260] };
    const parts = [];
    const wire = (a, b) => { const [ax, ay] = at[a], [bx, by] = at[b], length = Math.hypot(bx - ax, by - ay), ux = (bx - ax) / length, uy = (by - ay) / length; parts.push(s('line', { class: 'wire', x1: ax + 36 * ux, y1: ay + 36 * uy, x2: bx - 36 * ux, y2: by - 36 * uy, 'marker-end': 'url(#head)' })); };
    const label = (x, y, name, index, back) => {
      const lines = [s('text', { x, y: y - 8 }, `${name} = ${show(p[index], 3)}`)];
      const shownBack = stage >= back && g;
      if (shownBack) lines.push(s('text', { x, y: y + 9, class: 'back' }, `d${name} = ${show(g[index], 3)}`));
      const next = stage >= 9 && n;
      if (next) lines.push(s('text', { x, y: y + 26, class: 'fore' }, `→ ${show(n[index], 4)}`));
      parts.push(s('rect', { class: 'plate', x: x - 54, y: y - 18, width: 108, height: next ? 54 : shownBack ? 36 : 20, rx: 5 }), ...lines);
    };
    for (const [a, b] of [['x1', 'z1'], ['x1', 'z2'], ['x2', 'z1'], ['x2', 'z2'], ['z1', 'h1'], ['z2', 'h2'], ['h1', 'y'], ['h2', 'y'], ['y', 'loss']]) wire(a, b);
    label(270, 118, 'w1', 0, 8); label(170, 202, 'w2', 1, 8); label(170, 316, 'w3', 2, 8); label(270, 380, 'w4', 3, 8);
    label(790, 186, 'w5', 4, 6); label(790, 318, 'w6', 5, 6);
    label(430, 40, 'b1', 6, 8); label(430, 462, 'b2', 7, 8); label(920, 168, 'b3', 8, 6);
    parts.push(s('text', { class: 'quiet', x: 545, y: 116 }, 'max(z, 0)'), s('text', { class: 'quiet', x: 545, y: 376 }, 'max(z, 0)'));
    const gate = (z) => (z > 0 ? 1 : 0);
    const back = { y: [5, dy], h1: [7, null], h2: [7, null], z1: [7, g ? g[6] : null], z2: [7, g ? g[7] : null] };
    if (finite(dy)) { back.h1[1] = dy * p[4]; back.h2[1] = dy * p[5]; }
    const node = (name, value, from) => {
      const [x, y] = at[name], here = stage >= from;
      const now = (stage === from) || (back[name] && stage === back[name][0]);
      parts.push(s('circle', { class: `cell ${now ? 'now' : ''}`, cx: x, cy: y, r: 34 }), s('text', { class: 'quiet', x, y: y - 12 }, name), s('text', { x, y: y + 6 }, here ? show(value, 3) : '?'));
      if (back[name] && stage >= back[name][0] && back[name][1] !== null) parts.push(s('text', { class: 'back', x: name[0] === 'z' ? x + 52 : x, y: name[0] === 'z' ? y + 32 : y + 48, ...(name[0] === 'z' ? { 'text-anchor': 'start' } : {}) }, `d${name} = ${show(back[name][1], 3)}`));
    };
    node('x1', x1, 0); node('x2', x2, 0); node('z1', f.z1, 1); node('z2', f.z2, 1); node('h1', f.h1, 2); node('h2', f.h2, 2); node('y', f.y, 3);
    node('loss', last.loss, 4);
    parts.push(s('text', { class: 'quiet', x: 1130, y: 310 }, `target ${show(target)}`));
    if (stage >= 9 && n) parts.push(s('text', { class: 'fore', x: 1130, y: 330 }, `→ ${show(last.next_loss, 3)}`));
    drawing.replaceChildren(s('svg', { viewBox: '0 0 1200 520', class: 'diagram nine', role: 'img', 'aria-label': `y is ${show(f.y)}, the loss ${show(last.loss)}` }, s('defs', {}, s('marker', { id: 'head', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto' }, s('path', { d: 'M0 0l8 4-8 4z', fill: style('--quiet') }))), parts));
    const gone = stage >= 9 ? said(last.step_trouble) : stage >= 5 ? said(last.gradient_trouble) : '';
    const closed = stage === 7 && finite(f.z1) && (!gate(f.z1) || !gate(f.z2)) ? ` ${[!gate(f.z1) && 'z1', !gate(f.z2) && 'z2'].filter(Boolean).join(' and ')} ≤ 0: the gate is shut, nothing flows back.` : '';
    words.textContent = `${stage + 1} of ${stages.length}: ${stages[stage]}.${closed}${gone ? ` (${gone})` : ''}`;
    range.value = stage;
    stepButton.disabled = !last.next;
    decline.update([{ y: losses.length ? losses : [last.loss], color: palette[0] }], { marks: (losses.length ? losses : [last.loss]).map((y, x) => ({ x, y, color: palette[0], size: 3.5 })) });
  }
  const range = h('input', { type: 'range', class: 'scrub', id: 'stages', min: 0, max: stages.length - 1, value: stage, 'aria-label': 'How far', oninput: () => { halt(); go(Number(range.value)); } });
  const stepButton = h('button', { class: 'button main', id: 'nine-step', onclick: step }, 'Take the step');
  build();
  const element = h('div', { 'data-view': '04' }, h('p', { class: 'lead' }, 'Two inputs, two ReLU neurons, one output: every number that your ', h('code', {}, 'nine_forward'), ', ', h('code', {}, 'nine_gradient'), ' and ', h('code', {}, 'nine_step'), ' compute. Orange goes backward.'),
    h('section', { class: 'panel bar' }, h('div', { class: 'plays' }, h('button', { class: 'round', id: 'back', 'aria-label': 'One back', onclick: () => { halt(); go(stage - 1); } }, '‹'), h('button', { class: 'round', id: 'on', 'aria-label': 'One on', onclick: () => { halt(); go(stage + 1); } }, '›'), playButton, stepButton, h('button', { class: 'button', onclick: () => { losses = []; set({ nine: null }); build(); } }, 'From the beginning')), h('label', { class: 'rewind' }, range), words),
    h('div', { class: 'stack' }, h('section', { class: 'panel scroll tall' }, drawing), h('div', { class: 'grid wide-left' }, h('section', { class: 'panel' }, h('h2', {}, 'Inputs and parameters'), sliderBox), h('section', { class: 'panel' }, h('h2', {}, 'Loss after each step'), decline.canvas))));
  return { element, ask, stop: halt, hear(message) { if (message.kind === 'nine') { last = message; draw(); } } };
}

// ---- 09 ----------------------------------------------------------------------------------------

export function valleyView(frame, id) {
  const race = playground(frame, id);
  const usualRates = { gradient_descent: 0.05, momentum: 0.02, rms_prop: 0.1, adam: 0.3, adamw: 0.3 };
  let last = null;
  let at = 0;
  let timer = null;
  const map = sharp({ 'aria-label': 'Ways down the valley', class: 'chart' }, 300);
  const heights = chart('Height after each step', 300, { log: true, xLabel: 'step' });
  const get = (name, otherwise) => number(frame, name, otherwise);
  const rates = () => Object.fromEntries(methods.map((m) => [m, get(`valley_${m}`, usualRates[m])]));
  const askValley = () => frame.send({ do: 'valley', rates: rates(), steepness: get('steepness', 20), steps: 120 });
  const set = (changes) => { frame.set(changes); askValley(); };
  const color = (i) => palette[i];
  function draw() {
    if (!last) return;
    map.draw((g, width, tall) => {
      const scale = Math.min(width / 11, tall / 4.4), X = (x) => width / 2 + x * scale, Y = (y) => tall / 2 - y * scale;
      for (const level of [0.2, 1, 3, 7, 14, 24, 40]) {
        g.beginPath();
        g.ellipse(X(0), Y(0), Math.sqrt(2 * level) * scale, Math.sqrt((2 * level) / last.steepness) * scale, 0, 0, 7);
        g.strokeStyle = style('--line'); g.lineWidth = 1.2; g.stroke();
      }
      g.fillStyle = style('--quiet');
      g.beginPath(); g.arc(X(0), Y(0), 3, 0, 7); g.fill();
      last.methods.forEach((m, i) => {
        if (!m.x) return;
        g.strokeStyle = color(i); g.lineWidth = 2; g.lineJoin = 'round';
        g.beginPath();
        const end = Math.min(at, m.x.length - 1);
        for (let k = 0; k <= end; ++k) if (finite(m.x[k])) { if (k) g.lineTo(X(m.x[k]), Y(m.y[k])); else g.moveTo(X(m.x[k]), Y(m.y[k])); }
        g.stroke();
        if (finite(m.x[end])) { g.fillStyle = color(i); g.beginPath(); g.arc(X(m.x[end]), Y(m.y[end]), 6, 0, 7); g.fill(); g.strokeStyle = style('--panel'); g.stroke(); }
      });
    });
    heights.update(last.methods.map((m, i) => ({ y: (m.heights ?? []).slice(0, at + 1), color: color(i) })), { x: [0, 120] });
    range.value = at;
  }
  const range = h('input', { type: 'range', class: 'scrub', id: 'valley-at', min: 0, max: 120, value: 0, 'aria-label': 'Steps taken', oninput: () => { halt(); at = Number(range.value); draw(); } });
  const button = h('button', { class: 'play', id: 'valley-play', 'aria-label': 'Roll', onclick: () => (timer ? halt() : roll()) }, icons.play());
  function roll() { if (at >= 120) at = 0; button.replaceChildren(icons.pause()); timer = setInterval(() => { at += 1; draw(); if (at >= 120) halt(); }, calm.matches ? 200 : 60); }
  function halt() { clearInterval(timer); timer = null; button.replaceChildren(icons.play()); }
  const knobs = h('div', { class: 'knobs' }, methods.map((m) => choose(`${m.replaceAll('_', ' ')}: rate`, [0.003, 0.01, 0.02, 0.05, 0.09, 0.1, 0.11, 0.3, 1].map((r) => [r, String(r)]), rates()[m], (v) => set({ [`valley_${m}`]: Number(v) }), { 'data-knob': `valley_${m}` })), choose('steepness', [1, 5, 20, 100].map((v) => [v, `${v} : 1`]), get('steepness', 20), (v) => set({ steepness: Number(v) }), { 'data-knob': 'steepness' }));
  const missing = h('p', { class: 'small' });
  const element = h('div', { 'data-view': '09' }, h('p', { class: 'lead' }, 'The same start, the same slope, five ', h('code', {}, 'optimizer_step'), 's. Above a narrow valley, below a network on its data.'),
    h('section', { class: 'panel', style: { marginBottom: '14px' } }, h('div', { class: 'head' }, h('h2', {}, 'A valley'), legend(methods.map((m, i) => [color(i), m.replaceAll('_', ' '), true]))), knobs, h('div', { class: 'row', style: { marginBottom: '10px', flexWrap: 'nowrap' } }, button, range), h('div', { class: 'grid two' }, map.canvas, heights.canvas), missing), race.element);
  return {
    element,
    ask() { race.ask(); askValley(); },
    stop() { halt(); race.stop(); },
    hear(message) {
      if (message.kind !== 'valley') return race.hear(message);
      last = message;
      missing.textContent = message.methods.filter((m) => m.trouble).map((m) => `${m.name}: ${said(m.trouble)}`).join('; ');
      if (at === 0) at = 25;
      draw();
      return undefined;
    },
  };
}

// ---- 12 ----------------------------------------------------------------------------------------

export function tapeView(frame) {
  let last = null;
  let at = 0;
  let picked = 0;
  let timer = null;
  const get = (name, otherwise) => frame.settings()[name] ?? otherwise;
  const ask = () => frame.send({ do: 'tape', network: get('network', 'layer'), count: number(frame, 'count', 3), width: number(frame, 'width', 3), blocks: number(frame, 'blocks', 1), seed: number(frame, 'seed', 1) });
  const set = (changes) => { frame.set(changes); frame.calm(); ask(); build(); };
  const drawing = h('div', { class: 'scroll', style: { maxHeight: '520px' } });
  const detail = h('div', { class: 'stack' });
  const words = h('p', { 'aria-live': 'polite', id: 'tape-at' });
  const knobs = h('section', { class: 'knobs', 'aria-label': 'Knobs' });
  function build() {
    knobs.replaceChildren(
      choose('recorded', [['layer', 'two layers, by hand'], ['residual', 'tape_resnet']].map(([v, t]) => [v, t + (v === 'residual' && !frame.works('12.6') ? ' (task 12.6)' : ''), v === 'residual' && !frame.works('12.6')]), get('network', 'layer'), (v) => set({ network: v }), { 'data-knob': 'network' }),
      choose('width', [1, 2, 3, 4, 6].map((n) => [n, String(n)]), number(frame, 'width', 3), (v) => set({ width: v }), { 'data-knob': 'width' }),
      choose('blocks', [1, 2, 3, 4].map((n) => [n, String(n)]), number(frame, 'blocks', 1), (v) => set({ blocks: v }), { 'data-knob': 'blocks' }),
      choose('samples', [1, 2, 3, 4, 6, 8].map((n) => [n, String(n)]), number(frame, 'count', 3), (v) => set({ count: v }), { 'data-knob': 'count' }),
      choose('seed', [1, 2, 3, 4, 5].map((n) => [n, String(n)]), number(frame, 'seed', 1), (v) => set({ seed: v }), { 'data-knob': 'seed' }));
  }
  // at: 0 ... n-1 forward; n ... 2n-1 backward
  const count = () => last.nodes.length;
  const backNode = () => (at < count() ? null : 2 * count() - 1 - at);
  function draw() {
    if (!last) return;
    const nodes = last.nodes, n = count();
    const level = [];
    nodes.forEach((node, k) => { level[k] = node.inputs.length ? 1 + Math.max(...node.inputs.map((i) => level[i])) : 0; });
    // A leaf stands just before what uses it.
    nodes.forEach((node, k) => { if (!node.inputs.length) { const users = nodes.map((o, j) => (o.inputs.includes(k) ? level[j] : Infinity)); const first = Math.min(...users); if (Number.isFinite(first)) level[k] = Math.max(0, first - 1); } });
    const rows = [];
    nodes.forEach((_, k) => { (rows[level[k]] ??= []).push(k); });
    const place = [];
    const tall = Math.max(...rows.map((r) => r.length)) * 74 + 20;
    rows.forEach((row, x) => row.forEach((k, i) => { place[k] = [76 + x * 148, tall / 2 + (i - (row.length - 1) / 2) * 74]; }));
    const width = rows.length * 148 + 10;
    const back = backNode();
    const parts = [];
    nodes.forEach((node, k) => node.inputs.forEach((i) => {
      const flows = back !== null && k >= back;
      const [x0, y0] = place[i], [x1, y1] = place[k];
      parts.push(s('path', { d: `M${x0 + 58} ${y0}C${x0 + 90} ${y0} ${x1 - 90} ${y1} ${x1 - 58} ${y1}`, fill: 'none', stroke: flows ? style('--warm') : k <= at ? style('--accent') : style('--line'), 'stroke-width': (back === k || at === k) ? 4 : 2 }));
    }));
    nodes.forEach((node, k) => {
      const [x, y] = place[k], known = k <= at, has = back !== null && k >= back && node.gradient.length > 0;
      const pick = () => { picked = k; draw(); };
      parts.push(s('g', { tabindex: 0, role: 'button', 'aria-label': `node ${k}, ${node.operation}, ${node.shape}`, onclick: pick, onkeydown: (e) => { if (e.key === 'Enter' || e.key === ' ') { e.preventDefault(); pick(); } } },
        s('rect', { class: `cell ${at === k || back === k ? 'now' : ''} ${picked === k ? 'picked' : ''}`, x: x - 58, y: y - 27, width: 116, height: 54, rx: 9, 'stroke-dasharray': node.operation === 'tape_constant' ? '4 3' : 'none', 'fill-opacity': known || back !== null ? 1 : 0.35 }),
        s('text', { x, y: y - 9 }, `${k}  ${node.operation.replace('tape_', '')}`), s('text', { class: has ? 'back' : 'quiet', x, y: y + 11 }, known || back !== null ? (has ? `gradient ${norm(node.gradient)}` : node.shape === '1x1' ? show(node.value[0][0]) : node.shape) : node.shape)));
    });
    const drawn = s('svg', { class: 'diagram', viewBox: `0 0 ${width} ${tall}`, role: 'group', 'aria-label': 'The tape as a graph' }, parts);
    drawn.style.minWidth = `${Math.min(width, 3000) * 0.75}px`;
    drawn.style.maxWidth = `${width * 1.25}px`;
    drawing.replaceChildren(drawn);
    range.max = 2 * n - 1;
    range.value = at;
    words.textContent = back === null ? `Forward: node ${at} of ${n - 1}, ${nodes[at].operation}.` : `Backward: node ${back} hands its gradient on.${last.gradient_trouble ? ` (${said(last.gradient_trouble)})` : ''}`;
    const node = nodes[picked];
    detail.replaceChildren(h('p', {}, h('strong', {}, `Node ${picked}: `), h('code', {}, node.operation), node.inputs.length ? ` of ${node.inputs.map((i) => `node ${i}`).join(' and ')}` : ''), h('div', { class: 'grid two' }, h('div', { class: 'scroll' }, h('p', { class: 'small' }, `value, ${node.shape}`), matrix(node.value, 'value')), h('div', { class: 'scroll' }, h('p', { class: 'small' }, node.gradient.length ? `gradient of the loss, ${node.shape}` : 'wants no gradient'), node.gradient.length ? matrix(node.gradient, 'gradient') : null)));
  }
  const norm = (rows) => { const all = rows.flat(); return all.every(finite) ? show(Math.sqrt(all.reduce((sum, v) => sum + v * v, 0)), 2) : 'NaN'; };
  const go = (to) => { at = Math.max(0, Math.min(2 * count() - 1, to)); picked = backNode() ?? at; draw(); };
  const range = h('input', { type: 'range', class: 'scrub', id: 'tape-range', min: 0, max: 1, value: 0, 'aria-label': 'Forward, then backward', oninput: () => { halt(); go(Number(range.value)); } });
  const button = h('button', { class: 'play', id: 'tape-play', 'aria-label': 'Play the tape', onclick: () => (timer ? halt() : roll()) }, icons.play());
  function roll() { if (!last) return; if (at >= 2 * count() - 1) go(0); button.replaceChildren(icons.pause()); timer = setInterval(() => { if (at >= 2 * count() - 1) halt(); else go(at + 1); }, calm.matches ? 1200 : 600); }
  function halt() { clearInterval(timer); timer = null; button.replaceChildren(icons.play()); }
  build();
  const element = h('div', { 'data-view': '12' }, h('p', { class: 'lead' }, 'Your tape records from left to right, and plays back from right to left: each node hands its gradient to its inputs by the rule that it recorded.'), knobs,
    h('section', { class: 'panel bar' }, h('div', { class: 'plays' }, h('button', { class: 'round', 'aria-label': 'One back', onclick: () => { halt(); go(at - 1); } }, '‹'), button, h('button', { class: 'round', id: 'tape-on', 'aria-label': 'One on', onclick: () => { halt(); go(at + 1); } }, '›')), h('label', { class: 'rewind' }, range), words),
    h('div', { class: 'stack' }, h('section', { class: 'panel' }, drawing), h('section', { class: 'panel' }, detail)));
  return { element, ask, stop: halt, hear(message) { if (message.kind === 'tape') { last = message; at = Math.min(at, 2 * count() - 1); if (at === 0) at = count() - 1; picked = Math.min(picked || message.loss, count() - 1); draw(); } } };
}
