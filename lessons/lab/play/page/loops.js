// Lesson 15: loops walk over three matrices in memory, and a cache holds some of their lines. Below: a machine's roof
// over the steps of a network.
import {knobRow} from './knobs.js';
import {chart, h, icons, ink, legend, number, palette, player, rgb, said, sharp, show, style, tint} from './ui.js';

const [blue, orange, green] = palette;
const orders = ['textbook', 'columns', 'blocks'];
const usual = {n: 8, block: 4, numbers: 4, lines: 8, flops: 20, bytes: 10, batch: 16};

export function loopsView(frame) {
  let last = null;
  let at = 0;  // the product A(i, p) B(p, j) that is looked at
  const get = (name) => number(frame, name, usual[name]);
  const order = () => frame.settings().order ?? orders[0];
  const ask = () => frame.send({
    do: 'loops',
    order: order(),
    ...Object.fromEntries(Object.keys(usual).map((name) => [name, get(name)]))
  });
  const set = (changes) => {
    frame.set(changes);
    frame.calm();
    ask();
    build();
  };

  // ---- knobs ------------------------------------------------------------------------------------
  const knobs = h('section', {class: 'knobs', 'aria-label': 'Knobs of the loops and the cache'});
  const machine = h('div', {class: 'knobs', style: {margin: 0}});
  const fill = knobRow(knobs), fillMachine = knobRow(machine);
  function build() {
    const pick = (name, label, list, change = (v) => set({[name]: v})) => ({
      name,
      label,
      options: list.map((v) => [v, String(v)]),
      value: name === 'order' ? order() : get(name),
      change
    });
    fill([
      pick('order', 'order', orders), pick('n', 'n: matrices of n x n', [2, 3, 4, 5, 6, 7, 8, 9, 10, 12]),
      pick('block', 'block', [1, 2, 3, 4, 5, 6, 8]), pick('numbers', 'numbers in a line', [1, 2, 4, 8, 16]),
      pick('lines', 'lines in the cache', [1, 2, 4, 6, 8, 12, 16, 24, 32, 64])
    ]);
    fillMachine([
      pick('flops', 'Gflop/s', [5, 10, 20, 50, 100, 500]), pick('bytes', 'GB/s', [2, 5, 10, 20, 50, 100]),
      pick('batch', 'samples in a batch', [1, 2, 4, 8, 16, 32, 64, 128], (v) => {
        frame.set({batch: v});
        build();
        drawRoof();
      })
    ]);
  }

  // ---- the walk ---------------------------------------------------------------------------------
  const boards = ['A', 'B', 'C'].map(
      (name) => sharp(
          {'aria-label': `The places of ${name}`, style: {width: '100%', aspectRatio: '1', display: 'block'}}));
  const words = h('p', {id: 'loops-at'});
  const range = h('input', {
    type: 'range',
    class: 'scrub',
    id: 'loops-range',
    min: 0,
    max: 0,
    value: 0,
    'aria-label': 'Product',
    oninput: () => {
      halt();
      at = Number(range.value);
      draw();
    }
  });
  const count = () => last.visits.length / 3;
  const {button, halt} = player(
      {class: 'play', id: 'loops-play', 'aria-label': 'Walk', style: {flex: 'none'}}, icons.play, icons.pause,
      [100, 300],
      () => {
        if (!last) return false;
        if (at >= count() - 1) at = 0;
      },
      () => {
        at = Math.min(count() - 1, at + Math.ceil(count() / 600));
        draw();
        return at < count() - 1;
      });
  /** [0 of A, 1 of B, 2 of C; row; column] */
  const whereIs = (place) => {
    const n = last.n, inside = place % (n * n);
    return [Math.floor(place / (n * n)), inside % n, Math.floor(inside / n)];
  };
  function draw() {
    const n = last.n, {misses, stays} = last.cache;
    at = Math.min(at, count() - 1);
    range.max = count() - 1;
    range.value = at;
    const now = 3 * (at + 1);  // visits so far
    const held = new Set((stays ?? []).filter(([, from, until]) => from <= now && now < until).map(([line]) => line));
    const visited = new Map([now - 3, now - 2, now - 1].map(
        (k) => [last.visits[k], misses ? misses[k + 1] > misses[k] : null]));
    boards.forEach((board, which) => board.draw((g, width) => {
      const size = width / n, gap = size > 14 ? 2 : 1;
      g.textAlign = 'center';
      g.textBaseline = 'middle';
      g.font = `${Math.min(14, size * 0.45)}px system-ui, sans-serif`;
      for (let k = 0; k < n * n; ++k) {
        const place = which * n * n + k, [, row, column] = whereIs(place);
        const missed = visited.get(place);
        const color = missed === undefined ? tint(0, held.has(Math.floor(place / last.numbers)) ? 0.6 : 0.1) :
            rgb(missed ? orange : green);
        g.fillStyle = `rgb(${color})`;
        g.fillRect(column * size, row * size, size - gap, size - gap);
        if (missed === undefined) continue;
        g.fillStyle = ink(color);
        g.fillText(missed === null ? '' : missed ? '✗' : '✓', (column + 0.5) * size - gap / 2, (row + 0.5) * size);
      }
    }));
    const steps = [...visited].map(([place, missed]) => {
      const [which, row, column] = whereIs(place);
      return `${'ABC'[which]}(${row}, ${column})${missed === null ? '' : missed ? ' misses' : ' hits'}`;
    });
    words.textContent = `Product ${at + 1} of ${count()}: ${steps.join(', ')}. ` +
        (misses ? `${misses[now]} misses in ${now} visits.` : `${said(last.cache.trouble)}.`);
    range.setAttribute('aria-valuetext', words.textContent);
    soFar.update(
        misses ? [{y: misses, color: orange}] : [],
        {x: [0, 3 * count()], marks: misses ? [{x: now, y: misses[now], color: orange}] : []});
  }

  // ---- beside it --------------------------------------------------------------------------------
  const totals = h('div', {class: 'bars', id: 'loops-totals', style: {gridTemplateColumns: '5.5em 1fr 3.4em'}});
  const product = h('p', {id: 'loops-product', class: 'small'});
  const soFar = chart('Misses so far', 150, {xLabel: 'visits'});
  function drawTotals() {
    const all = last.cache.totals ?? [], most = Math.max(1, ...all.map((one) => one.misses));
    totals.replaceChildren(...all.flatMap((one) => [
      h('span', {class: one.name === order() ? 'best' : ''}, one.name),
      h('i', {style: {width: `${(100 * one.misses) / most}%`}}), h('span', {}, String(one.misses))
    ]));
    const is = last.product;
    product.textContent = is.trouble ? `${said(is.trouble)}.` :
        is.equal                     ? 'loop_product, in this order, makes A B.' :
                                       'loop_product, in this order, makes something else than A B.';
  }

  // ---- the roof ---------------------------------------------------------------------------------
  const roof = chart('What a machine can do at most, by the size of the batch', 220, {xLabel: 'samples in a batch'});
  const roofWords = h('p', {id: 'loops-roof', 'aria-live': 'polite'});
  function drawRoof() {
    if (!last) return;
    const all = last.roof, samples = Math.max(1, Math.min(128, get('batch'))), k = samples - 1;
    const giga = (list) => (list ?? []).map((v) => v / 1e9), y = giga(all.attainable), peak = get('flops');
    const x = y.map((_, i) => i + 1);
    roof.update(
        [{x, y: y.map(() => peak), color: style('--quiet'), dash: [5, 4]}, {x, y, color: blue}],
        {x: [0, 128], y: [0, 1.1 * peak], marks: all.trouble ? [] : [{x: samples, y: y[k], color: orange}]});
    if (all.trouble) {
      roofWords.textContent = `${said(all.trouble)}.`;
      return;
    }
    const whole = (v) => Math.round(v).toLocaleString('en');
    const limit = y[k] < peak ? 'the memory is the limit' : 'the processor is the limit';
    roofWords.textContent = `${samples} of 400-64-10: ${whole(all.flops[k])} flops and ${whole(all.bytes[k])} bytes, ` +
        `${show(all.flops[k] / all.bytes[k])} flops a byte. At most ${show(y[k])} Gflop/s: ${limit}. ` +
        `${show((1e6 * all.flops[k]) / all.attainable[k] / samples)} µs a sample.`;
  }

  build();
  const panel = (title, ...children) => h('div', {class: 'panel stack'}, h('h2', {}, title), ...children);
  const figure = (name, board) => h('div', {}, h('h3', {class: 'minor'}, name), board.canvas);
  const element =
      h('div', {class: 'stack', 'data-view': '15'},
        h('p', {class: 'lead'}, 'A, B and C lie in memory column by column. What ', h('code', {}, 'loop_visits'),
          ' says is walked over; what ', h('code', {}, 'cache_misses'), ' still finds is lit.'),
        h('div', {}, knobs),
        h('div', {class: 'grid wide-left'},
          h('div', {class: 'panel stack'},
            h('div', {class: 'head'}, h('h2', {}, 'The walk'),
              legend([[blue, 'its line is in the cache'], [green, '✓ visited, a hit'], [orange, '✗ a miss']])),
            h('div', {class: 'grid three', style: {gridTemplateColumns: 'repeat(3, minmax(0, 1fr))'}},
              ['A', 'B', 'C'].map((name, i) => figure(name, boards[i]))),
            h('div', {class: 'row', style: {flexWrap: 'nowrap', alignItems: 'center'}}, button, range), words),
          h('div', {class: 'panel stack'}, h('h2', {}, 'All misses'), totals, product,
            h('h2', {class: 'minor'}, 'Misses so far'), soFar.canvas)),
        panel('The roof over a step', machine, roof.canvas, roofWords));
  return {
    element,
    ask,
    stop: halt,
    hear: (message) => {
      if (message.kind !== 'loops') return;
      last = message;
      draw();
      drawTotals();
      drawRoof();
    }
  };
}
