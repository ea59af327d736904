// A network that learns: lessons 07, 08, 10 and the digits; lesson 09 races five of them.
import { h, s, icons, show, percent, finite, palette, tint, diverging, ink, bytes, paint, sharp, choose, chart, legend, style, calm } from './ui.js';

export const usual = {
  data: 'peaks', points: '', samples: 600, x: 0, y: 1, scaling: 'none',
  widths: '8-8', activation: 'tanh', initialiser: 'xavier', skips: '', loss: 'softmax_cross_entropy',
  method: 'gradient_descent', rate: 0.1, schedule: 'constant', batch: 32,
  l1: 0, l2: 0, keep: 1, decay: 0.01, patience: 0, epochs: 2000, speed: 20, seed: 1,
};
const usualOf = {
  '08': { data: 'microchips', samples: 118, widths: '8-8', keep: 0.8, rate: 0.3 },
  '09': { data: 'peaks', widths: '8-8', speed: 10 },
  10: { data: 'peaks', widths: '6-6-6-6-6-6-6-6-6-6', initialiser: 'one_over_n', rate: 0.1, speed: 10 },
  digits: { data: 'digits', samples: 2000, widths: '30', activation: 'relu', initialiser: 'he', rate: 0.3, speed: 5 },
};
const leads = {
  '07': ['Your ', h('code', {}, 'train'), ' takes a step with each batch. ', 'The picture shows which class the network gives to each point of the plane: the paler, the less sure.'],
  '08': ['With dropout each batch trains a thinner network: crossed neurons are left out for this one sample, and stand in for nobody. ', 'Press the single step and watch the mask change; then compare training and validation loss with it and without.'],
  10: ['The same depth twice, with and without skips. ', 'Watch the gradients: without skips they fade on their way back to the first layer, and it does not learn.'],
  digits: ['Draw a digit; the network that your code trains says what it takes it for. ', 'Below are the ones it gets wrong.'],
};
const sets = [['peaks', 'peaks'], ['gmm', 'gmm'], ['swiss_roll', 'swiss roll'], ['microchips', 'microchips'], ['insurance', 'insurance'], ['noisy_line', 'noisy line'], ['digits', 'digits'], ['points', 'your points'], ['file', 'your file']];
export const methods = ['gradient_descent', 'momentum', 'rms_prop', 'adam', 'adamw'];
const methodTask = { momentum: '9.1', rms_prop: '9.2', adam: '9.3', adamw: '9.4' };
const rates = { gradient_descent: 0.1, momentum: 0.02, rms_prop: 0.01, adam: 0.01, adamw: 0.01 };
const grid = 48;
const most = 8; // neurons drawn

export function playground(frame, id) {
  const base = { ...usual, ...(usualOf[id] ?? {}) };
  const get = (name) => {
    const value = frame.settings()[name] ?? base[name];
    return typeof base[name] === 'number' ? (Number.isFinite(Number(value)) ? Number(value) : base[name]) : value;
  };
  let playing = false;
  let samples = null;
  let picture = null;
  let record = [];
  let rewound = false;
  let hovered = null;
  let pen = 0;

  const race = id === '09', compare = id === '10', digits = id === 'digits';
  const several = race || compare;

  // ---- messages ----

  const widths = () => String(get('widths')).split('-').map(Number).filter((n) => n >= 1).slice(0, 12);
  function knobs() {
    const all = {};
    for (const name in base) all[name] = get(name);
    all.widths = widths();
    all.skips = Boolean(get('skips')) && !several;
    if (digits) { all.data = 'digits'; all.scaling = 'none'; }
    return all;
  }
  function rateOf(method) {
    const value = Number(frame.settings()[`rate_${method}`] ?? rates[method]);
    return value > 0 ? value : rates[method];
  }
  function variants() {
    if (race) return methods.filter((m) => !methodTask[m] || frame.works(methodTask[m])).map((method) => ({ method, rate: rateOf(method), name: method }));
    if (compare) return [{ skips: false, name: 'plain' }, { skips: true, name: 'with skips' }];
    return undefined;
  }
  function want() {
    if (digits) return ['images', 'digits', 'histograms'];
    if (race) return [];
    if (compare) return ['histograms'];
    return id === '08' ? ['network', 'histograms', 'masks'] : ['network', 'histograms'];
  }
  function ask() {
    record = [];
    rewound = false;
    picture = null;
    frame.calm();
    frame.send({ do: 'train', ...knobs(), variants: variants(), want: want(), paused: !playing });
    showPlaying();
  }
  function set(changes) {
    const next = {};
    for (const [name, value] of Object.entries(changes)) next[name] = String(value) === String(base[name] ?? (name.startsWith('rate_') ? rates[name.slice(5)] : '')) ? null : value;
    frame.set(next);
    rebuildKnobs();
    ask();
  }

  // ---- the bar ----

  const playButton = h('button', { class: 'play', id: 'play', onclick: () => setPlaying(!playing) });
  const figures = {};
  const figure = (name, label, kind = '') => h('div', { class: `figure ${kind}` }, h('span', {}, label), (figures[name] = h('b', { id: `figure-${name}` }, '–')));
  const scrub = h('input', { type: 'range', class: 'scrub', id: 'rewind', min: 0, max: 0, value: 0, 'aria-label': 'Rewind to an epoch', oninput: () => {
    playing = false; rewound = true; showPlaying();
    frame.send({ do: 'rewind', epoch: Number(scrub.value) });
  } });
  const bar = h('section', { class: 'panel bar', 'aria-label': 'Training' },
    h('div', { class: 'plays' },
      h('button', { class: 'round', id: 'again', title: 'From the beginning', 'aria-label': 'From the beginning', onclick: () => ask() }, icons.again()),
      playButton,
      h('button', { class: 'round', id: 'step', title: several ? 'One epoch' : 'One step: one batch', 'aria-label': 'One step', onclick: () => one('step') }, icons.step()),
      h('button', { class: 'round', id: 'epoch', title: 'One epoch: all samples once', 'aria-label': 'One epoch', onclick: () => one('epoch') }, icons.epoch())),
    figure('epoch', 'epoch'),
    several ? null : [figure('training', 'training loss', 'cool'), figure('validation', 'validation loss', 'warm'), figure('right', 'right: training'), figure('validated', 'right: validation')],
    h('label', { class: 'rewind small' }, 'rewind', scrub),
    h('div', { class: 'row' },
      choose('speed', [[1, '1 epoch/s'], [5, '5 epochs/s'], [10, '10 epochs/s'], [20, '20 epochs/s'], [60, '60 epochs/s'], [0, 'full']], get('speed'), (value) => { frame.set({ speed: Number(value) === base.speed ? null : value }); frame.send({ do: 'speed', speed: Number(value) }); }, { id: 'speed' }),
      several ? null : h('button', { class: 'button', id: 'code', onclick: showCode }, 'Show the code')));

  function showPlaying() {
    playButton.replaceChildren(playing ? icons.pause() : icons.play());
    playButton.setAttribute('aria-label', playing ? 'Pause' : 'Train');
    playButton.title = playing ? 'Pause' : 'Train';
  }
  function cut() {
    if (!rewound) return;
    rewound = false;
    const now = picture ? Math.max(...picture.networks.map((n) => n.epoch)) : 0;
    record = record.filter((r) => r.epoch <= now);
  }
  function setPlaying(is) {
    playing = is;
    cut();
    frame.send({ do: is ? 'play' : 'pause' });
    showPlaying();
  }
  function one(what) {
    playing = false;
    cut();
    frame.send({ do: what });
    showPlaying();
  }
  function showCode() {
    const text = samples?.code ?? '';
    const copy = async (button, what) => {
      try {
        await navigator.clipboard.writeText(what);
        button.textContent = 'Copied';
      } catch {
        button.textContent = 'The browser forbids it: select and copy';
      }
    };
    const dialog = h('dialog', { id: 'shown', 'aria-label': 'The code of this network', onclose: () => dialog.remove() },
      h('div', { class: 'head' }, h('strong', {}, 'This very network, with the functions that you wrote'), h('button', { class: 'button', onclick: () => dialog.close() }, 'Close')),
      h('pre', { class: 'code', tabindex: 0 }, text),
      h('p', { class: 'small' }, 'The same setting elsewhere: ', h('code', {}, `./gradus play '${location.hash || '#'}'`)),
      h('div', { class: 'row' }, h('button', { class: 'button main', onclick: (e) => copy(e.target, text) }, 'Copy the code'), h('button', { class: 'button', onclick: (e) => copy(e.target, location.hash) }, 'Copy the setting')));
    document.body.append(dialog);
    dialog.showModal();
  }

  // ---- knobs ----

  const knobBox = h('section', { class: 'knobs', 'aria-label': 'Knobs' });
  const locked = (task) => (task && !frame.works(task) ? ` (task ${task})` : '');
  function option(value, task, text = value) {
    return [value, `${String(text).replaceAll('_', ' ')}${locked(task)}`, Boolean(locked(task))];
  }
  function pick(name, label, options) {
    const element = choose(label, options, get(name), (value) => set({ [name]: value }), { 'data-knob': name });
    if (frame.settings()[name] !== undefined) element.classList.add('changed');
    return element;
  }
  function rebuildKnobs() {
    const held = document.activeElement?.dataset?.knob;
    const numbers = (list, zero) => list.map((n) => [n, n === 0 && zero ? zero : String(n)]);
    const regression = samples && samples.classes === 0;
    knobBox.replaceChildren(...[
      race ? null : pick('rate', 'learning rate', numbers([0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 100])),
      race ? null : pick('method', 'optimiser', methods.map((m) => option(m, methodTask[m] && (locked('9.7') ? '9.7' : methodTask[m])))),
      pick('schedule', 'schedule', [option('constant'), option('step', '7.3', 'step decay'), option('cosine', '9.5'), option('plateau', '9.6')]),
      pick('activation', 'activation', [option('tanh', '1.2'), option('relu', '1.3'), option('leaky_relu', '1.4'), option('sigmoid', '1.1'), option('identity')]),
      pick('initialiser', 'initialiser', ['xavier', 'he', 'one_over_n', 'small_normal', 'constant', 'zeros'].map((n) => option(n))),
      pick('loss', 'loss', regression ? [['mean_squared_error', 'squared error']] : [option('softmax_cross_entropy', '3.3', 'softmax cross-entropy'), option('binary_cross_entropy', '3.2', 'binary cross-entropy'), option('mean_squared_error', '3.1', 'squared error')]),
      pick('batch', 'batch', numbers([1, 4, 8, 16, 32, 64, 128, 512, 5000])),
      several ? null : pick('l2', 'L2 penalty', locked('8.5') ? [[0, `none${locked('8.5')}`]] : numbers([0, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1], 'none')),
      several ? null : pick('l1', 'L1 penalty', locked('8.5') ? [[0, `none${locked('8.5')}`]] : numbers([0, 0.0001, 0.001, 0.003, 0.01, 0.03], 'none')),
      several ? null : pick('keep', 'dropout', get('skips') ? [[1, 'none (plain networks)']] : locked('8.5') ? [[1, `none${locked('8.5')}`]] : [[1, 'none'], [0.9, 'keeps 0.9'], [0.8, 'keeps 0.8'], [0.7, 'keeps 0.7'], [0.5, 'keeps 0.5'], [0.3, 'keeps 0.3']]),
      get('method') === 'adamw' || race ? pick('decay', 'weight decay', numbers([0, 0.001, 0.01, 0.1, 1], 'none')) : null,
      several ? null : pick('patience', 'early stopping', locked('7.4') ? [[0, `never${locked('7.4')}`]] : [[0, 'never'], [5, 'patience 5'], [10, 'patience 10'], [20, 'patience 20'], [50, 'patience 50']]),
      several ? null : pick('skips', 'skips', [['', 'plain'], ['1', `residual${locked('10.5')}`, Boolean(locked('10.5')) || widths().length < 2]]),
      pick('epochs', 'at most', [[50, '50 epochs'], [100, '100 epochs'], [200, '200 epochs'], [500, '500 epochs'], [2000, '2000 epochs'], [10000, '10000 epochs']]),
      pick('seed', 'seed', numbers([1, 2, 3, 4, 5, 6, 7, 8, 9])),
    ].filter(Boolean));
    if (held) knobBox.querySelector(`[data-knob="${held}"]`)?.focus();
    showData();
  }

  // ---- data ----

  const dataBox = h('section', { class: 'panel', 'aria-label': 'Data' });
  const fileInput = h('input', { type: 'file', accept: '.csv,.txt,.mat', class: 'unseen', id: 'file', 'aria-label': 'A .csv or .mat file', onchange: async () => {
    const file = fileInput.files[0];
    if (!file) return;
    await frame.sendFile(file);
    set({ data: 'file', x: 0, y: 1 });
  } });
  function showData() {
    const points = get('data') === 'points';
    const features = samples?.features ?? [];
    const axes = features.length > 2 && features.length < 100;
    const byFeature = features.map((name, i) => [i, name]);
    const counts = samples ? `${samples.counts[0]} to learn from, ${samples.counts[1]} to watch` : '';
    dataBox.replaceChildren(h('h2', {}, 'Data'),
      digits ? '' : h('div', { class: 'sets' }, sets.map(([name, text]) => h('button', {
        class: 'set', 'data-set': name, 'aria-pressed': String(get('data') === name),
        onclick: () => (name === 'file' ? fileInput.click() : set({ data: name, x: 0, y: 1, samples: name === 'digits' ? 2000 : base.samples, scaling: name === 'insurance' ? 'standardise' : 'none', widths: name === 'digits' ? '30' : get('widths') })),
      }, text))), fileInput,
      points ? h('div', {}, h('div', { class: 'row', role: 'group', 'aria-label': 'Class of the next point' }, palette.slice(0, 5).map((color, k) => h('button', { class: 'button tiny', 'aria-pressed': String(pen === k), 'aria-label': `class ${k}`, style: { background: color, color: '#fff' }, onclick: () => { pen = k; showData(); } }, String(k)))),
        h('p', { class: 'small' }, 'Click in the picture to set a point.'),
        h('div', { class: 'row' }, h('button', { class: 'button', id: 'undo', onclick: () => set({ points: code(decode().slice(0, -3)) }) }, 'Undo'), h('button', { class: 'button', id: 'clear', onclick: () => set({ points: '' }) }, 'Clear')))
        : h('div', { class: 'stack' },
          pick('samples', 'samples', [50, 118, 200, 600, 2000, 5000, 20000].map((n) => [n, String(n)])),
          digits ? null : pick('scaling', 'scaling', [option('none', null, 'as they are'), option('standardise', '6.3'), option('min_max', '6.4', 'min to max')]),
          axes ? [pick('x', 'to the right', byFeature), pick('y', 'upwards', byFeature)] : null),
      h('p', { class: 'small' }, samples ? [`${samples.name} (${samples.source}): `, counts] : 'loading …'));
  }
  const decode = () => Array.from(get('points') ? bytes(get('points').replaceAll('-', '+').replaceAll('_', '/')) : []);
  const code = (list) => btoa(String.fromCharCode(...list)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

  // ---- the network ----

  const net = h('section', { class: 'panel net', 'aria-label': 'Network' });
  const lines = s('svg', { 'aria-hidden': 'true' });
  let layers = [];   // of elements
  let drawnFor = '';
  function buildNetwork(shape) {
    const hidden = shape.slice(1, -1);
    const change = (list) => set({ widths: list.join('-') });
    const head = h('div', { class: 'head' }, h('h2', {}, 'Network'), h('span', { class: 'small' }, figures.size = h('span', {}), ' ',
      h('button', { class: 'button tiny', id: 'fewer', 'aria-label': 'One hidden layer less', disabled: hidden.length === 0, onclick: () => change(widths().slice(0, -1)) }, '−'), ` ${hidden.length} hidden layer${hidden.length === 1 ? '' : 's'} `,
      h('button', { class: 'button tiny', id: 'more', 'aria-label': 'One hidden layer more', disabled: hidden.length >= 12, onclick: () => change([...widths(), widths().at(-1) ?? 8]) }, '+')));
    layers = shape.map((width, k) => {
      const first = k === 0, last = k === shape.length - 1;
      const name = (i) => (first ? samples?.features[i] : samples?.names?.[i]) ?? '';
      const neurons = Array.from({ length: Math.min(most, width) }, (_, i) => {
        const canvas = first || last ? null : h('canvas', { width: 16, height: 16 });
        const mark = h('div', { class: 'neuron', role: 'img', tabindex: first || last ? null : 0, 'aria-label': first ? `input ${name(i)}` : last ? `output ${name(i)}` : `layer ${k}, neuron ${i + 1}` }, canvas ?? h('span', {}, first ? `x${i + 1}` : (samples?.classes ? String(name(i)).slice(0, 4) : 'y')));
        if (last && samples?.classes) { mark.style.borderColor = palette[i]; mark.style.borderWidth = '3px'; }
        if (canvas) {
          for (const [on, off] of [['mouseenter', 'mouseleave'], ['focus', 'blur']]) {
            mark.addEventListener(on, () => { hovered = [k - 1, i]; plane.draw(); });
            mark.addEventListener(off, () => { hovered = null; plane.draw(); });
          }
        }
        return { mark, canvas };
      });
      const top = h('div', { class: 'top' }, first ? h('span', {}, `${width} input${width === 1 ? '' : 's'}`) : last ? h('span', {}, `${width} output${width === 1 ? '' : 's'}`) : [
        h('span', {}, String(width)),
        h('div', {}, ['−', '+'].map((sign, j) => h('button', { class: 'button tiny', 'aria-label': `${j ? 'More' : 'Fewer'} neurons in layer ${k}`, disabled: j ? width >= 200 : width <= 1, onclick: () => {
          const list = widths(), step = width >= 20 + (j ? 0 : 1) ? 10 : 1;
          const next = Math.max(1, Math.min(200, list[k - 1] + (j ? step : -step)));
          if (compare || get('skips')) list.fill(next); else list[k - 1] = next;
          change(list);
        } }, sign)))]);
      const element = h('div', { class: 'layer' }, top, neurons.map((n) => n.mark), width > most ? h('span', { class: 'more' }, `+${width - most}`) : null);
      return { element, neurons, shown: neurons.length };
    });
    const box = h('div', { class: 'layers' }, layers.map((l) => l.element));
    box.style.minWidth = `${layers.length * 52}px`;
    lines.replaceChildren();
    net.replaceChildren(head, h('div', { style: { position: 'relative' } }, lines, box), h('p', { class: 'small' }, 'Blue weights are negative, orange ones positive. A neuron shows what it gives over the plane; point at it to see it large.'));
    drawnFor = JSON.stringify(shape);
    edges = [];
    placeEdges();
  }
  let edges = [];
  function placeEdges() {
    if (!net.isConnected || layers.length === 0) return;
    const origin = lines.getBoundingClientRect();
    lines.replaceChildren();
    edges = [];
    for (let k = 1; k < layers.length; ++k) {
      const rows = [];
      layers[k].neurons.forEach(({ mark }) => {
        const to = mark.getBoundingClientRect();
        rows.push(layers[k - 1].neurons.map(({ mark: before }) => {
          const from = before.getBoundingClientRect();
          const x0 = from.right - origin.left, y0 = from.top + from.height / 2 - origin.top;
          const x1 = to.left - origin.left, y1 = to.top + to.height / 2 - origin.top, half = (x1 - x0) / 2;
          const path = s('path', { d: `M${x0} ${y0}C${x0 + half} ${y0} ${x1 - half} ${y1} ${x1} ${y1}`, fill: 'none' });
          lines.append(path);
          return path;
        }));
      });
      edges.push(rows);
    }
    if (picture) drawNetwork(picture.networks[0]);
  }
  new ResizeObserver(() => placeEdges()).observe(net);

  function drawNetwork(network) {
    if (!network.widths) return;
    if (drawnFor !== JSON.stringify(network.widths)) return buildNetwork(network.widths);
    figures.size.textContent = `${network.parameters} parameters`;
    const zero = rgbText([128, 128, 128]);
    network.edges.forEach((rows, k) => {
      let top = 1e-12;
      for (const row of rows) for (const w of row) if (finite(w)) top = Math.max(top, Math.abs(w));
      rows.forEach((row, i) => row.forEach((w, j) => {
        const path = edges[k]?.[i]?.[j];
        if (!path) return;
        const size = finite(w) ? Math.abs(w) / top : 1;
        const out = isDropped(network, k - 1, j) || isDropped(network, k, i);
        path.setAttribute('stroke', finite(w) ? (w < 0 ? palette[0] : palette[1]) : style('--bad'));
        path.setAttribute('stroke-width', (0.4 + 4 * size).toFixed(1));
        path.setAttribute('stroke-opacity', out ? '0.06' : (0.18 + 0.72 * size).toFixed(2));
        if (!finite(w)) path.setAttribute('stroke', zero);
      }));
    });
    layers.forEach((layer, k) => {
      layer.element.classList.toggle('broken', network.breakdown?.depth !== undefined && network.breakdown.depth + 1 === k);
      if (k === 0 || k === layers.length - 1) return;
      layer.neurons.forEach(({ mark, canvas }, i) => {
        mark.classList.toggle('dropped', isDropped(network, k - 1, i));
        const map = network.neurons?.[k - 1]?.[i];
        if (!map) return;
        const values = bytes(map);
        paint(canvas, 16, 16, (p) => diverging(values[p] / 127.5 - 1));
      });
    });
  }
  const rgbText = (c) => `rgb(${c})`;
  const isDropped = (network, layer, i) => network.masks?.[layer]?.[i]?.[0] === '0';

  // ---- the plane ----

  function makePlane(which, interactive) {
    const back = h('canvas', { 'aria-hidden': 'true' });
    const front = h('canvas', { role: 'img', 'aria-label': 'The class that the network gives to each point' });
    const element = h('div', { class: 'plane' }, back, front);
    const draw = () => {
      const network = picture?.networks[which];
      if (samples && !samples.plane) { element.hidden = true; return; }
      element.hidden = false;
      if (network?.regions) {
        const map = hovered && which === 0 ? network.neurons?.[hovered[0]]?.[hovered[1]] : null;
        const values = bytes(map ?? network.regions);
        if (map) paint(back, 16, 16, (p) => diverging(values[p] / 127.5 - 1));
        else if (samples.classes) paint(back, grid, grid, (p) => (values[2 * p] === 255 ? [150, 150, 150] : tint(values[2 * p], 0.1 + 0.5 * (values[2 * p + 1] / 255 - 1 / samples.classes) / (1 - 1 / samples.classes))));
        else paint(back, grid, grid, (p) => diverging(values[p] / 127.5 - 1));
      }
      drawPoints(front);
    };
    const drawPoints = (canvas) => {
      const size = canvas.clientWidth;
      if (!size || !samples?.range) return;
      const scale = Math.min(3, devicePixelRatio || 1);
      canvas.width = canvas.height = Math.round(size * scale);
      const g = canvas.getContext('2d');
      g.scale(scale, scale);
      const [x0, x1, y0, y1] = samples.range;
      const chosen = new Set(picture?.batch ?? []);
      const part = (points, isValidation) => {
        const radius = points.x.length > 400 ? 1.9 : points.x.length > 150 ? 2.6 : 3.8;
        points.x.forEach((x, i) => {
          if (!finite(x) || !finite(points.y[i])) return;
          const px = ((x - x0) / (x1 - x0)) * size, py = size - ((points.y[i] - y0) / (y1 - y0)) * size;
          const color = samples.classes ? palette[points.t[i] % palette.length] : rgbText(diverging(2 * (points.t[i] - low) / (high - low) - 1));
          const now = !isValidation && chosen.has(i);
          g.beginPath();
          g.arc(px, py, now ? radius + 2.6 : radius, 0, 7);
          if (isValidation) { g.strokeStyle = color; g.lineWidth = 1.3; g.stroke(); } else {
            g.fillStyle = color; g.fill();
            g.strokeStyle = now ? style('--text') : style('--panel'); g.lineWidth = now ? 2 : 0.9; g.stroke();
          }
        });
      };
      const targets = samples.training.t.filter(finite);
      const low = Math.min(...targets), high = Math.max(...targets) + 1e-12;
      part(samples.validation, true);
      part(samples.training, false);
    };
    new ResizeObserver(draw).observe(element);
    if (interactive) {
      element.addEventListener('pointerdown', (event) => {
        if (get('data') !== 'points') return;
        const box = element.getBoundingClientRect();
        const x = Math.round(255 * (event.clientX - box.left) / box.width), y = Math.round(255 * (1 - (event.clientY - box.top) / box.height));
        set({ points: code([...decode(), Math.max(0, Math.min(255, x)), Math.max(0, Math.min(255, y)), pen]) });
      });
    }
    return { element, draw };
  }
  const plane = makePlane(0, true);
  const axis = h('div', { class: 'axis' });
  const classes = h('div');
  const curves = chart('Loss over the epochs', several || digits ? 190 : 132, { xLabel: 'epoch' });
  const rights = chart('Accuracy over the epochs', 170, { xLabel: 'epoch', y: [0, 1] });
  const note = h('p', { class: 'small', id: 'note' });
  const result = h('section', { class: 'panel', 'aria-label': 'Result' }, h('h2', {}, 'What it has learnt'), plane.element, axis, classes, note, digits || several ? '' : h('div', { style: { marginTop: '10px' } }, h('h2', { class: 'minor' }, 'Loss'), curves.canvas, legend([[palette[0], 'training', true], [palette[1], 'validation', true]])));

  // ---- histograms, masks, digits ----

  const histBox = { weights: h('div', { class: 'hists' }), gradients: h('div', { class: 'hists' }) };
  const hists = { weights: new Map(), gradients: new Map() };
  function drawHistograms(kind, list, color) {
    const seen = new Set();
    for (const one of list ?? []) {
      if (!one) continue;
      seen.add(one.name);
      let cell = hists[kind].get(one.name);
      if (!cell) {
        const view = sharp({ 'aria-label': `${kind} of ${one.name}` });
        const words = h('figcaption');
        cell = { view, words, element: h('figure', {}, view.canvas, words) };
        hists[kind].set(one.name, cell);
        histBox[kind].append(cell.element);
      }
      cell.words.textContent = `${one.name} ±${show(one.most, 2)}`;
      cell.view.draw((g, width, tall) => {
        if (!one.counts) { g.fillStyle = style('--bad'); g.fillRect(0, 0, width, tall); return; }
        const top = Math.max(...one.counts);
        g.fillStyle = color;
        one.counts.forEach((count, i) => { const x = (i * width) / one.counts.length, size = (count / top) * (tall - 3); g.fillRect(x + 0.5, tall - size, width / one.counts.length - 1, size); });
        g.fillStyle = style('--quiet');
        g.fillRect(width / 2, tall - 4, 1, 4);
      });
    }
    for (const [name, cell] of hists[kind]) if (!seen.has(name) && list?.length && list[0]) { cell.element.remove(); hists[kind].delete(name); }
  }
  const maskBox = h('div', { class: 'stack' });
  function drawMasks(masks) {
    if (!masks) return;
    maskBox.replaceChildren(...masks.map((rows, k) => {
      const canvas = h('canvas', { class: 'mask', role: 'img', 'aria-label': `mask of layer ${k + 1}` });
      const columns = rows[0]?.length ?? 0;
      paint(canvas, columns, rows.length, (p) => (rows[Math.floor(p / columns)][p % columns] === '1' ? [86, 180, 233] : [60, 66, 74]));
      canvas.style.height = `${Math.min(110, rows.length * 9)}px`;
      const kept = rows.join('').replaceAll('0', '').length, all = rows.length * columns;
      return h('div', {}, canvas, h('p', { class: 'small' }, `layer ${k + 1}: ${kept} of ${all} kept, each then times ${show(1 / get('keep'), 3)}`));
    }));
  }

  const pad = digits ? digitPad(frame) : null;
  const wrongBox = h('div', { class: 'images', id: 'wrong' });
  const eyeBox = h('div', { class: 'images' });
  function drawImages(network) {
    if (picture.misclassified) {
      const list = picture.misclassified;
      wrongBox.replaceChildren(...(list.length ? list.map((one) => h('figure', {}, image(bytes(one.image), (v) => { const c = 255 - v; return [c, c, c]; }), h('figcaption', {}, `${one.is}, not `, h('b', {}, String(one.taken))))) : [h('p', { class: 'small' }, 'None of those that it was asked.')]));
    }
    if (network.images) eyeBox.replaceChildren(...network.images.map((one) => { const v = bytes(one); return h('figure', {}, image(v, (x) => diverging(x / 127.5 - 1))); }));
  }
  function image(values, color) { // pixel column * 20 + row
    const canvas = h('canvas');
    paint(canvas, 20, 20, (p) => color(values[(p % 20) * 20 + Math.floor(p / 20)]));
    return canvas;
  }

  // ---- several networks side by side ----

  const cardBox = h('div', { class: compare ? 'cards pair' : 'cards' });
  let cards = [];
  function buildCards() {
    cards = variants().map((variant, i) => {
      const planeOf = makePlane(i, false);
      const loss = h('b', {}, '–'), right = h('b', {}, '–');
      const rate = race ? choose('learning rate', [0.0003, 0.001, 0.003, 0.01, 0.02, 0.03, 0.1, 0.3, 1].map((n) => [n, String(n)]), variant.rate, (value) => set({ [`rate_${variant.name}`]: value }), { 'data-knob': `rate_${variant.name}` }) : null;
      return { variant, plane: planeOf, loss, right, element: h('section', { class: 'panel card' }, h('h3', {}, h('i', { style: { background: palette[i] } }), variant.name.replaceAll('_', ' ')), planeOf.element, h('div', { class: 'numbers' }, h('span', {}, 'loss ', loss), h('span', {}, 'right ', right)), rate) };
    });
    cardBox.replaceChildren(...cards.map((c) => c.element));
  }
  const depth = chart('Size of the gradient in each layer', 210, { log: true, whole: true, xLabel: 'layer, from the input' });
  function drawSeveral() {
    picture.networks.forEach((network, i) => {
      const card = cards[i];
      if (!card) return;
      card.plane.draw();
      card.loss.textContent = show(network.validation[0]);
      card.right.textContent = percent(network.validation[1]);
    });
    if (compare) {
      const list = picture.networks.map((network, i) => {
        const rms = (network.gradients ?? []).filter(Boolean);
        const byDepth = i === 0 ? rms : rms.filter((one) => !/W2$/.test(one.name) || !/block/.test(one.name));
        return { y: byDepth.map((one) => one.rms), x: byDepth.map((_, k) => k + 1), color: palette[i] };
      });
      depth.update(list);
    }
  }

  // ---- pictures ----

  function hear(message) {
    if (message.kind === 'samples') {
      samples = message;
      hovered = null;
      const regression = samples.classes === 0;
      axis.replaceChildren(h('span', {}, samples.plane ? `→ ${samples.features[get('x')] ?? ''}   ↑ ${samples.features[get('y')] ?? ''}` : ''), h('span', {}, samples.plane ? '● training ○ validation' : ''));
      classes.replaceChildren(regression ? h('p', { class: 'small' }, 'Blue: small values, orange: large ones.') : legend(samples.names.map((name, k) => [palette[k], name])));
      plane.element.classList.toggle('draws', get('data') === 'points');
      rebuildKnobs();
      if (several) buildCards();
      plane.draw();
      if (samples.counts[0] === 0) note.textContent = 'No points yet: choose a class and click in the picture.';
    } else if (message.kind === 'picture') {
      picture = message;
      if (message.paused !== undefined && playing === message.paused && message.networks.every((n) => n.over)) { playing = false; showPlaying(); }
      update();
    } else if (message.kind === 'digit') {
      pad?.hear(message);
    } else if (message.kind === 'trouble') {
      playing = false;
      showPlaying();
    }
  }
  function update() {
    const network = picture.networks[0];
    const epoch = Math.max(...picture.networks.map((n) => n.epoch));
    figures.epoch.textContent = String(epoch).replace(/\B(?=(\d{3})+$)/g, '\u202f');
    if (!rewound) {
      const entry = { epoch, loss: picture.networks.map((n) => n.training[0]), watched: picture.networks.map((n) => n.validation[0]), right: picture.networks.map((n) => n.training[1]), validated: picture.networks.map((n) => n.validation[1]) };
      while (record.length && record.at(-1).epoch >= epoch) record.pop();
      record.push(entry);
      if (record.length > 900) record = record.filter((_, i) => i % 2 === 0 || i > 600);
      scrub.max = epoch;
    }
    scrub.value = epoch;
    const x = record.map((r) => r.epoch), series = (name, i) => record.map((r) => r[name][i]);
    const here = rewound && record.length ? [{ x: epoch, y: network.training[0], color: palette[0] }] : [];
    if (several) {
      curves.update(picture.networks.map((_, i) => ({ x, y: series('watched', i), color: palette[i] })), { log: true });
      drawSeveral();
    } else {
      figures.training.textContent = show(network.training[0]);
      figures.validation.textContent = show(network.validation[0]);
      figures.right.textContent = percent(network.training[1]);
      figures.validated.textContent = percent(network.validation[1]);
      curves.update([{ x, y: series('loss', 0), color: palette[0] }, { x, y: series('watched', 0), color: palette[1] }], { marks: here });
      if (samples?.classes) rights.update([{ x, y: series('right', 0), color: palette[0] }, { x, y: series('validated', 0), color: palette[1] }]);
      plane.draw();
      drawNetwork(network);
      drawHistograms('weights', network.weights, palette[5]);
      drawHistograms('gradients', network.gradients, palette[4]);
      if (id === '08') drawMasks(network.masks);
      if (digits) drawImages(network);
    }
    if (network.epoch_loss !== undefined) element.dataset.loss = network.epoch_loss; // as the shown code prints it
    showNote(network);
    const stands = picture.networks.every((n) => n.over);
    if (stands && playing) { playing = false; showPlaying(); }
    frame.report(`Epoch ${epoch}. ${picture.networks.map((n, i) => `${several ? variants()[i]?.name + ': ' : ''}training loss ${show(n.training[0])}, validation loss ${show(n.validation[0])}${samples?.classes ? `, ${percent(n.validation[1])} right` : ''}`).join('. ')}`);
  }
  function showNote(network) {
    const words = [];
    picture.networks.forEach((one, i) => {
      const who = several ? `${variants()[i]?.name}: ` : '';
      const b = one.breakdown;
      if (b) {
        const layer = b.depth !== undefined ? ` in layer ${b.depth + 1}` : '';
        const where = b.what === 'parameters' ? `${b.part} became ${b.value}: a step was too large` : b.what === 'the gradient' ? `the gradient of ${b.part}` : b.what === 'Z' || b.what === 'A' || b.what === 'output' ? `${b.what}${layer}, neuron ${b.neuron + 1}, sample ${b.sample}` : b.what;
        words.push(h('p', {}, h('strong', {}, `${who}NaN. `), `It began in epoch ${b.epoch}, step ${b.step}: ${where}. The largest parameter was ${show(b.largest)}, the loss ${show(b.loss)}. `, 'Try a smaller learning rate.'));
      } else if (one.over === 'patience') words.push(h('p', {}, `${who}Early stopping: should_stop said it is enough.`));
      else if (one.over === 'epochs') words.push(h('p', {}, `${who}All epochs are over.`));
    });
    note.replaceChildren(...words);
    if (network.breakdown) frame.speak(note.textContent);
  }

  // ---- the whole ----

  const lossPanel = h('section', { class: 'panel' }, h('h2', {}, 'Loss'), digits ? curves.canvas : null, legend([[palette[0], 'training', true], [palette[1], 'validation', true]]));
  const rightPanel = h('section', { class: 'panel' }, h('h2', {}, 'Right'), rights.canvas, legend([[palette[0], 'training', true], [palette[1], 'validation', true]]));
  const histPanel = (kind, title) => h('section', { class: 'panel' }, h('h2', {}, title), histBox[kind]);
  const lead = leads[id] ? h('p', { class: 'lead' }, leads[id]) : null;
  let body;
  if (digits) {
    body = [h('div', { class: 'grid three' }, h('section', { class: 'panel' }, h('h2', {}, 'Draw a digit'), pad.element), h('div', { class: 'stack' }, lossPanel, rightPanel), h('div', { class: 'stack' }, dataBox, h('section', { class: 'panel' }, h('h2', {}, 'What the first layer looks for'), eyeBox, note))),
      h('div', { class: 'grid', style: { marginTop: '14px' } }, h('section', { class: 'panel' }, h('h2', {}, 'Misclassified'), wrongBox), h('div', { class: 'grid two' }, histPanel('weights', 'Weights'), histPanel('gradients', 'Gradients')))];
  } else if (several) {
    const loss = h('section', { class: 'panel' }, h('h2', {}, 'Validation loss'), curves.canvas, legend(variants().map((v, i) => [palette[i], v.name.replaceAll('_', ' '), true])), note);
    if (race) body = [cardBox, h('div', { class: 'grid wide-left' }, loss, dataBox)];
    else {
      body = [h('div', { class: 'grid wide-right' }, cardBox, h('div', { class: 'stack' }, loss,
        h('section', { class: 'panel' }, h('h2', {}, 'Gradients through depth (RMS)'), depth.canvas, h('p', { class: 'small' }, 'Left is the layer next to the input, where the gradient arrives last.')))),
      h('div', { class: 'grid two' }, dataBox, h('section', { class: 'panel' }, h('h2', {}, 'Depth'), h('div', { class: 'row' }, depthKnobs())))];
    }
  } else {
    body = [h('div', { class: 'ground' }, dataBox, net, result),
      h('div', { class: `grid ${id === '08' ? 'four' : 'three'}` }, id === '08' ? h('section', { class: 'panel' }, h('h2', {}, 'Masks: neurons × samples'), maskBox) : null, rightPanel, histPanel('weights', 'Weights'), histPanel('gradients', 'Gradients'))];
  }
  function depthKnobs() {
    const now = widths();
    return [choose('hidden layers', [2, 3, 4, 6, 8, 10, 12].map((n) => [n, String(n)]), now.length, (value) => set({ widths: Array(Number(value)).fill(widths()[0]).join('-') }), { 'data-knob': 'depth' }),
      choose('neurons in each', [2, 4, 6, 8, 12, 20, 50].map((n) => [n, String(n)]), now[0], (value) => set({ widths: Array(widths().length).fill(Number(value)).join('-') }), { 'data-knob': 'width' })];
  }
  const element = h('div', { 'data-view': id }, lead, bar, knobBox, body);
  rebuildKnobs();
  showPlaying();
  const keys = (event) => {
    if (/INPUT|SELECT|TEXTAREA|BUTTON/.test(event.target.tagName) || document.querySelector('dialog')) return;
    if (event.key === ' ') { event.preventDefault(); setPlaying(!playing); }
    if (event.key === '.') one('step');
  };
  addEventListener('keydown', keys);
  return { element, hear, ask, stop: () => removeEventListener('keydown', keys), calm };
}

/** A pad to draw a digit on; what is drawn becomes 20 x 20 pixels as datasets/recipes/digits.cpp inks them. */
function digitPad(frame) {
  const canvas = h('canvas', { class: 'pad', id: 'pad', width: 280, height: 280, role: 'img', 'aria-label': 'Draw a digit here with the mouse or a finger' });
  const small = h('canvas', { width: 20, height: 20, role: 'img', 'aria-label': 'What the network sees' });
  small.style.width = small.style.height = '60px';
  small.style.border = '1px solid var(--line)';
  const bars = h('div', { class: 'bars', id: 'bars' });
  const words = h('p', { id: 'taken', 'aria-live': 'polite' }, 'Train first, then draw.');
  let strokes = [];
  let down = false;
  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * 280, ((event.clientY - box.top) / box.height) * 280];
  };
  const redraw = () => {
    const g = canvas.getContext('2d');
    g.fillStyle = '#fff';
    g.fillRect(0, 0, 280, 280);
    g.lineCap = g.lineJoin = 'round';
    g.lineWidth = 20;
    g.strokeStyle = '#16202a';
    for (const stroke of strokes) {
      g.beginPath();
      stroke.forEach(([x, y], i) => (i ? g.lineTo(x, y) : g.moveTo(x, y)));
      if (stroke.length === 1) g.lineTo(stroke[0][0] + 0.1, stroke[0][1]);
      g.stroke();
    }
  };
  const ask = () => {
    const pixels = inked(strokes);
    if (!pixels) return;
    paint(small, 20, 20, (p) => { const c = 255 - pixels[(p % 20) * 20 + Math.floor(p / 20)]; return [c, c, c]; });
    frame.send({ do: 'digit', pixels: btoa(String.fromCharCode(...pixels)) });
  };
  canvas.addEventListener('pointerdown', (event) => { down = true; canvas.setPointerCapture(event.pointerId); strokes.push([point(event)]); redraw(); });
  canvas.addEventListener('pointermove', (event) => { if (!down) return; strokes.at(-1).push(point(event)); redraw(); });
  const up = () => { if (!down) return; down = false; ask(); };
  canvas.addEventListener('pointerup', up);
  canvas.addEventListener('pointercancel', up);
  redraw();
  const element = h('div', { class: 'stack' }, canvas,
    h('div', { class: 'row' }, h('button', { class: 'button', id: 'wipe', onclick: () => { strokes = []; redraw(); bars.replaceChildren(); words.textContent = 'Draw a digit.'; } }, 'Wipe'), h('button', { class: 'button', id: 'reask', onclick: ask }, 'Ask again'), small), words, bars);
  return {
    element,
    hear(message) {
      const best = message.taken;
      const sure = message.probabilities[best];
      words.replaceChildren('Your network takes it for ', h('strong', {}, String(best)), finite(sure) ? ` (${percent(sure)}).` : '.');
      bars.replaceChildren(...message.probabilities.flatMap((p, k) => {
        const bar = h('i', { class: k === best ? 'best' : '' });
        bar.style.width = finite(p) ? `${(100 * p).toFixed(1)}%` : '0';
        return [h('span', { class: k === best ? 'best' : '' }, String(k)), bar, h('span', {}, percent(p))];
      }));
    },
  };
}

function inked(strokes) {
  const points = strokes.flat();
  if (points.length === 0) return null;
  const xs = points.map((p) => p[0]), ys = points.map((p) => p[1]);
  const x0 = Math.min(...xs), x1 = Math.max(...xs), y0 = Math.min(...ys), y1 = Math.max(...ys);
  // As tall as the course's digits are, and not wider than the picture.
  const scale = Math.min(14.2 / Math.max(1, y1 - y0), 15 / Math.max(1, x1 - x0));
  const place = ([x, y]) => [(x - (x0 + x1) / 2) * scale + 9.5, (y - (y0 + y1) / 2) * scale + 9.5];
  const pieces = strokes.flatMap((stroke) => { const at = stroke.map(place); return at.length === 1 ? [[at[0], at[0]]] : at.slice(1).map((p, i) => [at[i], p]); });
  const pixels = new Uint8Array(400);
  for (let column = 0; column < 20; ++column) {
    for (let row = 0; row < 20; ++row) {
      let nearest = Infinity;
      for (const [[ax, ay], [bx, by]] of pieces) {
        const dx = bx - ax, dy = by - ay, length = dx * dx + dy * dy;
        const t = length ? Math.max(0, Math.min(1, ((column - ax) * dx + (row - ay) * dy) / length)) : 0;
        nearest = Math.min(nearest, Math.hypot(column - ax - t * dx, row - ay - t * dy));
      }
      pixels[column * 20 + row] = Math.round(255 * Math.max(0, Math.min(1, 0.5 + (1 - nearest) / 0.9 / 2)));
    }
  }
  return pixels;
}
