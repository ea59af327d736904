// Lesson 12: the tape as a graph, forward and backward.
import {knobRow} from './knobs.js';
import {finite, h, icons, matrix, number, player, pressable, s, said, show, style} from './ui.js';

export function tapeView(frame) {
  let last = null;
  let at = 0;
  let picked = 0;
  const get = (name, otherwise) => frame.settings()[name] ?? otherwise;
  const ask = () => frame.send({
    do: 'tape',
    network: get('network', 'layer'),
    count: number(frame, 'count', 3),
    width: number(frame, 'width', 3),
    blocks: number(frame, 'blocks', 1),
    seed: number(frame, 'seed', 1)
  });
  const set = (changes) => {
    frame.set(changes);
    frame.calm();
    ask();
    build();
  };
  const drawing = h('div', {class: 'scroll', style: {maxHeight: '520px'}});
  const detail = h('div', {class: 'stack'});
  const words = h('p', {'aria-live': 'polite', id: 'tape-at'});
  const knobs = h('section', {class: 'knobs', 'aria-label': 'Knobs'});
  const fill = knobRow(knobs);
  function build() {
    const locked = !frame.works('12.6');
    const counts = (name, label, list, otherwise) => ({
      name,
      label,
      options: list.map((n) => [n, String(n)]),
      value: number(frame, name, otherwise),
      change: (value) => set({[name]: value})
    });
    fill([
      {
        name: 'network',
        label: 'recorded',
        options: [['layer', 'two layers, by hand'], ['residual', `tape_resnet${locked ? ' (task 12.6)' : ''}`, locked]],
        value: get('network', 'layer'),
        change: (value) => set({network: value})
      },
      counts('width', 'width', [1, 2, 3, 4, 6], 3),
      counts('blocks', 'blocks', [1, 2, 3, 4], 1),
      counts('count', 'samples', [1, 2, 3, 4, 6, 8], 3),
      counts('seed', 'seed', [1, 2, 3, 4, 5], 1),
    ]);
  }
  // at: 0 ... n-1 forward; n ... 2n-1 backward
  const count = () => last.nodes.length;
  const backNode = () => (at < count() ? null : 2 * count() - 1 - at);
  function draw() {
    if (!last) return;
    const nodes = last.nodes, n = count();
    const level = [];
    nodes.forEach((node, k) => {
      level[k] = node.inputs.length ? 1 + Math.max(...node.inputs.map((i) => level[i])) : 0;
    });
    // A leaf stands just before what uses it.
    nodes.forEach((node, k) => {
      if (!node.inputs.length) {
        const users = nodes.map((o, j) => (o.inputs.includes(k) ? level[j] : Infinity));
        const first = Math.min(...users);
        if (Number.isFinite(first)) level[k] = Math.max(0, first - 1);
      }
    });
    const rows = [];
    nodes.forEach((_, k) => {
      (rows[level[k]] ??= []).push(k);
    });
    const place = [];
    const tall = Math.max(...rows.map((r) => r.length)) * 74 + 20;
    rows.forEach((row, x) => row.forEach((k, i) => {
      place[k] = [76 + x * 148, tall / 2 + (i - (row.length - 1) / 2) * 74];
    }));
    const width = rows.length * 148 + 10;
    const back = backNode();
    const parts = [];
    nodes.forEach((node, k) => node.inputs.forEach((i) => {
      const flows = back !== null && k >= back;
      const [x0, y0] = place[i], [x1, y1] = place[k];
      parts.push(s('path', {
        d: `M${x0 + 58} ${y0}C${x0 + 90} ${y0} ${x1 - 90} ${y1} ${x1 - 58} ${y1}`,
        fill: 'none',
        stroke: flows ? style('--warm') :
            k <= at   ? style('--accent') :
                        style('--line'),
        'stroke-width': (back === k || at === k) ? 4 : 2
      }));
    }));
    nodes.forEach((node, k) => {
      const [x, y] = place[k], known = k <= at, has = back !== null && k >= back && node.gradient.length > 0;
      const pick = () => {
        picked = k;
        draw();
      };
      parts.push(
          s('g', pressable(`node ${k}, ${node.operation}, ${node.shape}`, pick),
            s('rect', {
              class: `cell ${at === k || back === k ? 'now' : ''} ${picked === k ? 'picked' : ''}`,
              x: x - 58,
              y: y - 27,
              width: 116,
              height: 54,
              rx: 9,
              'stroke-dasharray': node.operation === 'tape_constant' ? '4 3' : 'none',
              'fill-opacity': known || back !== null ? 1 : 0.35
            }),
            s('text', {x, y: y - 9}, `${k}  ${node.operation.replace('tape_', '')}`),
            s('text', {class: has ? 'back' : 'quiet', x, y: y + 11},
              known || back !== null ? (has ? `gradient ${norm(node.gradient)}` :
                                            node.shape === '1x1' ? show(node.value[0][0]) :
                                                                   node.shape) :
                                              node.shape)));
    });
    const drawn = s(
        'svg', {class: 'diagram', viewBox: `0 0 ${width} ${tall}`, role: 'group', 'aria-label': 'The tape as a graph'},
        parts);
    drawn.style.minWidth = `${Math.min(width, 3000) * 0.75}px`;
    drawn.style.maxWidth = `${width * 1.25}px`;
    drawing.replaceChildren(drawn);
    range.max = 2 * n - 1;
    range.value = at;
    words.textContent = back === null ? `Forward: node ${at} of ${n - 1}, ${nodes[at].operation}.` :
                                        `Backward: node ${back} hands its gradient on.${
                                            last.gradient_trouble ? ` (${said(last.gradient_trouble)})` : ''}`;
    const node = nodes[picked];
    detail.replaceChildren(
        h('p', {}, h('strong', {}, `Node ${picked}: `), h('code', {}, node.operation),
          node.inputs.length ? ` of ${node.inputs.map((i) => `node ${i}`).join(' and ')}` : ''),
        h('div', {class: 'grid two'},
          h('div', {class: 'scroll'}, h('p', {class: 'small'}, `value, ${node.shape}`), matrix(node.value, 'value')),
          h('div', {class: 'scroll'},
            h('p', {class: 'small'},
              node.gradient.length ? `gradient of the loss, ${node.shape}` : 'wants no gradient'),
            node.gradient.length ? matrix(node.gradient, 'gradient') : null)));
  }
  const norm = (rows) => {
    const all = rows.flat();
    return all.every(finite) ? show(Math.sqrt(all.reduce((sum, v) => sum + v * v, 0)), 2) : 'NaN';
  };
  const go = (to) => {
    if (!last) return;
    at = Math.max(0, Math.min(2 * count() - 1, to));
    picked = backNode() ?? at;
    draw();
  };
  const range = h('input', {
    type: 'range',
    class: 'scrub',
    id: 'tape-range',
    min: 0,
    max: 1,
    value: 0,
    'aria-label': 'Forward, then backward',
    oninput: () => {
      halt();
      go(Number(range.value));
    }
  });
  const {button, halt} = player(
      {class: 'play', id: 'tape-play', 'aria-label': 'Play the tape'}, icons.play, icons.pause, [600, 1200],
      () => {
        if (!last) return false;
        if (at >= 2 * count() - 1) go(0);
      },
      () => {
        if (at >= 2 * count() - 1) return false;
        go(at + 1);
        return true;
      });
  build();
  const element = h(
      'div', {'data-view': '12'},
      h('p', {class: 'lead'},
        'Your tape records from left to right, and plays back from right to left: each node hands its gradient to its inputs by the rule that it recorded.'),
      knobs,
      h('section', {class: 'panel bar'},
        h('div', {class: 'plays'},
          h('button', {
            class: 'round',
            'aria-label': 'One back',
            onclick: () => {
              halt();
              go(at - 1);
            }
          },
            '‹'),
          button,
          h('button', {
            class: 'round',
            id: 'tape-on',
            'aria-label': 'One on',
            onclick: () => {
              halt();
              go(at + 1);
            }
          },
            '›')),
        h('label', {class: 'rewind'}, range), words),
      h('div', {class: 'stack'}, h('section', {class: 'panel'}, drawing), h('section', {class: 'panel'}, detail)));
  return {
    element,
    ask,
    stop: halt,
    hear(message) {
      if (message.kind === 'tape') {
        last = message;
        at = Math.min(at, 2 * count() - 1);
        if (at === 0) at = count() - 1;
        picked = Math.min(picked || message.loss, count() - 1);
        draw();
      }
    }
  };
}
