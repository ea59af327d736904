// What is drawn beside a network that learns: histograms, dropout masks, several networks side by side.
import {makePlane} from './plane.js';
import {chart, choose, h, paint, palette, percent, sharp, show, style} from './ui.js';

/** Of "weights" or "gradients", one a layer. */
export function histograms(kind, color) {
  const element = h('div', {class: 'hists'});
  const cells = new Map();
  function cellOf(name) {
    if (cells.has(name)) return cells.get(name);
    const view = sharp({'aria-label': `${kind} of ${name}`}), words = h('figcaption');
    const cell = {view, words, element: h('figure', {}, view.canvas, words)};
    cells.set(name, cell);
    element.append(cell.element);
    return cell;
  }
  function bars(g, width, tall, counts) {
    if (!counts) {
      g.fillStyle = style('--bad');
      g.fillRect(0, 0, width, tall);
      return;
    }
    const top = Math.max(...counts);
    g.fillStyle = color;
    counts.forEach((count, i) => {
      const size = (count / top) * (tall - 3);
      g.fillRect((i * width) / counts.length + 0.5, tall - size, width / counts.length - 1, size);
    });
    g.fillStyle = style('--quiet');
    g.fillRect(width / 2, tall - 4, 1, 4);
  }
  function draw(list) {
    const there = (list ?? []).filter(Boolean);
    for (const one of there) {
      const cell = cellOf(one.name);
      cell.words.textContent = `${one.name} ±${show(one.most, 2)}`;
      cell.view.draw((g, width, tall) => bars(g, width, tall, one.counts));
    }
    if (!there.length) return;
    for (const [name, cell] of cells) {
      if (there.some((one) => one.name === name)) continue;
      cell.element.remove();
      cells.delete(name);
    }
  }
  return {element, draw};
}

/** Which neurons the last batch had: a row a neuron, a column a sample. */
export function maskPanel(it) {
  const element = h('div', {class: 'stack'});
  function maskOf(rows, k) {
    const columns = rows[0]?.length ?? 0, all = rows.length * columns;
    const kept = rows.join('').replaceAll('0', '').length;
    const canvas =
        h('canvas', {class: 'mask', role: 'img', 'aria-label': `mask of layer ${k + 1}: ${kept} of ${all} kept`});
    paint(
        canvas, columns, rows.length,
        (p) => (rows[Math.floor(p / columns)][p % columns] === '1' ? [86, 180, 233] : [60, 66, 74]));
    canvas.style.height = `${Math.min(110, rows.length * 9)}px`;
    return h(
        'div', {}, canvas,
        h('p', {class: 'small'},
          `layer ${k + 1}: ${kept} of ${all} kept, each then times ${show(1 / it.get('keep'), 3)}`));
  }
  return {element, draw: (masks) => masks && element.replaceChildren(...masks.map(maskOf))};
}

const raceRates = [0.0003, 0.001, 0.003, 0.01, 0.02, 0.03, 0.1, 0.3, 1];

/** A card for each network that learns. */
export function cardPanel(it) {
  const element = h('div', {class: it.compare ? 'cards pair' : 'cards'});
  let cards = [], builtFor = '';
  function cardOf(variant, i) {
    const plane = makePlane(it, i), loss = h('b', {}, '–'), right = h('b', {}, '–');
    const rate = it.race ?
        choose(
            'learning rate', raceRates.map((n) => [n, String(n)]), variant.rate,
            (value) => it.set({[`rate_${variant.name}`]: value}), {'data-knob': `rate_${variant.name}`}) :
        null;
    return {
      plane,
      loss,
      right,
      element:
          h('section', {class: 'panel card'},
            h('h3', {}, h('i', {style: {background: palette[i]}}), variant.name.replaceAll('_', ' ')), plane.element,
            h('div', {class: 'numbers'}, h('span', {}, 'loss ', loss), h('span', {}, 'right ', right)), rate)
    };
  }
  function build() {
    const key = JSON.stringify(it.variants());
    if (key === builtFor) return;
    builtFor = key;
    cards = it.variants().map(cardOf);
    element.replaceChildren(...cards.map((card) => card.element));
  }
  function draw(networks) {
    networks.forEach((network, i) => {
      if (!cards[i]) return;
      cards[i].plane.draw();
      cards[i].loss.textContent = show(network.validation[0]);
      cards[i].right.textContent = percent(network.validation[1]);
    });
  }
  return {element, build, draw};
}

/** How large the gradient is in each layer, for a network without skips and one with them. */
export function depthPanel(it) {
  const sizes =
      chart('Size of the gradient in each layer', 210, {log: true, whole: true, xLabel: 'layer, from the input'});
  function draw(networks) {
    sizes.update(networks.map((network, i) => {
      const all = (network.gradients ?? []).filter(Boolean);
      const layers = all.filter((one) => !/^block .* W2$/.test(one.name));  // a block counts once
      return {x: layers.map((_, k) => k + 1), y: layers.map((one) => one.rms), color: palette[i]};
    }));
  }
  const fill = (count, width) => it.set({widths: Array(count).fill(width).join('-')});
  const knobs = () => {
    const now = it.widths();
    return [
      choose(
          'hidden layers', [2, 3, 4, 6, 8, 10, 12].map((n) => [n, String(n)]), now.length,
          (value) => fill(Number(value), it.widths()[0]), {'data-knob': 'depth'}),
      choose(
          'neurons in each', [2, 4, 6, 8, 12, 20, 50].map((n) => [n, String(n)]), now[0],
          (value) => fill(it.widths().length, Number(value)), {'data-knob': 'width'})
    ];
  };
  return {canvas: sizes.canvas, draw, knobs};
}
