// Lesson 04: two inputs, two neurons, nine parameters: forward, backward, one step.
import {chart, choose, finite, h, number, palette, player, s, said, show, slide, style} from './ui.js';

const nine = ['w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'b1', 'b2', 'b3'];
const stages = [
  'the inputs', 'z1 and z2: weighted sums', 'h1 and h2: max(z, 0)', 'y: the output', 'the loss, (y − target)²',
  'back: d(loss)/dy', 'back: w5, w6, b3', 'back through ReLU: dz1, dz2', 'back: w1 … w4, b1, b2', 'the step: nine_step'
];

export function nineView(frame) {
  let last = null;
  let stage = stages.length - 1;
  let losses = [];
  const start = [1, -1, 0.5, 1, 1, 2, 0, 1, 0.5];
  const parameters = () => (frame.settings().nine ?? start.join('_'))
                               .split('_')
                               .map(Number)
                               .map((x, i) => (Number.isFinite(x) ? x : start[i]));
  const get = (name, otherwise) => number(frame, name, otherwise);
  const ask = () => frame.send({
    do: 'nine',
    parameters: parameters(),
    x1: get('x1', 1),
    x2: get('x2', 2),
    target: get('target', 1),
    rate: get('rate', 0.05)
  });
  const set = (changes) => {
    frame.set(changes);
    frame.calm();
    ask();
  };
  const drawing = h('div');
  const words = h('p', {id: 'stage', 'aria-live': 'polite'});
  const decline = chart('Loss after each step', 150, {xLabel: 'step', whole: true});
  const sliderBox = h('div', {class: 'sliders'});
  const go = (to) => {
    stage = Math.max(0, Math.min(stages.length - 1, to));
    draw();
  };
  const step = () => {
    if (!last?.next) return;
    if (losses.length === 0) losses.push(last.loss);
    losses.push(last.next_loss);
    set({nine: last.next.map((v) => (finite(v) ? Number(v.toPrecision(8)) : 0)).join('_')});
    build();
  };
  const {button: walkButton, halt} =
      player({class: 'button', id: 'walk'}, 'Walk through', 'Halt', [1100, 1800], () => go(0), () => {
        if (stage >= stages.length - 1) return false;
        go(stage + 1);
        return true;
      });
  function build() {
    const values = parameters();
    sliderBox.replaceChildren(
        ...[['x1', 1], ['x2', 2], ['target', 1]].map(
            ([name, otherwise]) => slide(
                name, -3, 3, 0.1, get(name, otherwise),
                (v) => {
                  losses = [];
                  set({[name]: v});
                },
                {'data-knob': name})),
        choose(
            'learning rate', [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5].map((r) => [r, String(r)]), get('rate', 0.05),
            (v) => set({rate: Number(v)}), {'data-knob': 'rate'}),
        ...nine.map((name, i) => slide(name, -3, 3, 0.05, values[i], (v) => {
                      losses = [];
                      const list = parameters();
                      list[i] = v;
                      set({nine: list.join('_')});
                    }, {'data-knob': name})));
  }
  function draw() {
    if (!last) return;
    const p = last.parameters, f = last.forward, g = last.gradient, n = last.next;
    const x1 = get('x1', 1), x2 = get('x2', 2), target = get('target', 1);
    const dy = finite(f.y) ? 2 * (f.y - target) : f.y;
    const at = {
      x1: [70, 130],
      x2: [70, 390],
      z1: [430, 130],
      z2: [430, 390],
      h1: [660, 130],
      h2: [660, 390],
      y: [920, 260],
      loss: [1130, 260]
    };
    const parts = [];
    const wire = (a, b) => {
      const [ax, ay] = at[a], [bx, by] = at[b], length = Math.hypot(bx - ax, by - ay), ux = (bx - ax) / length,
                 uy = (by - ay) / length;
      parts.push(s('line', {
        class: 'wire',
        x1: ax + 36 * ux,
        y1: ay + 36 * uy,
        x2: bx - 36 * ux,
        y2: by - 36 * uy,
        'marker-end': 'url(#head)'
      }));
    };
    const label = (x, y, name, index, back) => {
      const lines = [s('text', {x, y: y - 8}, `${name} = ${show(p[index], 3)}`)];
      const shownBack = stage >= back && g;
      if (shownBack) lines.push(s('text', {x, y: y + 9, class: 'back'}, `d${name} = ${show(g[index], 3)}`));
      const next = stage >= 9 && n;
      if (next) lines.push(s('text', {x, y: y + 26, class: 'fore'}, `→ ${show(n[index], 4)}`));
      parts.push(
          s('rect',
            {class: 'plate',
             x: x - 54,
             y: y - 18,
             width: 108,
             height: next  ? 54 :
                 shownBack ? 36 :
                             20,
             rx: 5}),
          ...lines);
    };
    for (const [a, b] of [
             ['x1', 'z1'], ['x1', 'z2'], ['x2', 'z1'], ['x2', 'z2'], ['z1', 'h1'], ['z2', 'h2'], ['h1', 'y'],
             ['h2', 'y'], ['y', 'loss']])
      wire(a, b);
    label(270, 118, 'w1', 0, 8);
    label(170, 202, 'w2', 1, 8);
    label(170, 316, 'w3', 2, 8);
    label(270, 380, 'w4', 3, 8);
    label(790, 186, 'w5', 4, 6);
    label(790, 318, 'w6', 5, 6);
    label(430, 40, 'b1', 6, 8);
    label(430, 462, 'b2', 7, 8);
    label(920, 168, 'b3', 8, 6);
    parts.push(
        s('text', {class: 'quiet', x: 545, y: 116}, 'max(z, 0)'),
        s('text', {class: 'quiet', x: 545, y: 376}, 'max(z, 0)'));
    const gate = (z) => (z > 0 ? 1 : 0);
    const back = {y: [5, dy], h1: [7, null], h2: [7, null], z1: [7, g ? g[6] : null], z2: [7, g ? g[7] : null]};
    if (finite(dy)) {
      back.h1[1] = dy * p[4];
      back.h2[1] = dy * p[5];
    }
    const node = (name, value, from) => {
      const [x, y] = at[name], here = stage >= from;
      const now = (stage === from) || (back[name] && stage === back[name][0]);
      parts.push(
          s('circle', {class: `cell ${now ? 'now' : ''}`, cx: x, cy: y, r: 34}),
          s('text', {class: 'quiet', x, y: y - 12}, name), s('text', {x, y: y + 6}, here ? show(value, 3) : '?'));
      if (back[name] && stage >= back[name][0] && back[name][1] !== null)
        parts.push(
            s('text', {
              class: 'back',
              x: name[0] === 'z' ? x + 52 : x,
              y: name[0] === 'z' ? y + 32 : y + 48,
              ...(name[0] === 'z' ? {'text-anchor': 'start'} : {})
            },
              `d${name} = ${show(back[name][1], 3)}`));
    };
    node('x1', x1, 0);
    node('x2', x2, 0);
    node('z1', f.z1, 1);
    node('z2', f.z2, 1);
    node('h1', f.h1, 2);
    node('h2', f.h2, 2);
    node('y', f.y, 3);
    node('loss', last.loss, 4);
    parts.push(s('text', {class: 'quiet', x: 1130, y: 310}, `target ${show(target)}`));
    if (stage >= 9 && n) parts.push(s('text', {class: 'fore', x: 1130, y: 330}, `→ ${show(last.next_loss, 3)}`));
    drawing.replaceChildren(
        s('svg', {
          viewBox: '0 0 1200 520',
          class: 'diagram nine',
          role: 'img',
          'aria-label': `y is ${show(f.y)}, the loss ${show(last.loss)}`
        },
          s('defs', {},
            s('marker',
              {id: 'head', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto'},
              s('path', {d: 'M0 0l8 4-8 4z', fill: style('--quiet')}))),
          parts));
    const gone = stage >= 9 ? said(last.step_trouble) : stage >= 5 ? said(last.gradient_trouble) : '';
    const closed = stage === 7 && finite(f.z1) && (!gate(f.z1) || !gate(f.z2)) ?
        ` ${
                [!gate(f.z1) && 'z1', !gate(f.z2) && 'z2'].filter(Boolean).join(
                    ' and ')} ≤ 0: the gate is shut, nothing flows back.` :
        '';
    words.textContent = `${stage + 1} of ${stages.length}: ${stages[stage]}.${closed}${gone ? ` (${gone})` : ''}`;
    range.value = stage;
    stepButton.disabled = !last.next;
    decline.update(
        [{y: losses.length ? losses : [last.loss], color: palette[0]}],
        {marks: (losses.length ? losses : [last.loss]).map((y, x) => ({x, y, color: palette[0], size: 3.5}))});
  }
  const range = h('input', {
    type: 'range',
    class: 'scrub',
    id: 'stages',
    min: 0,
    max: stages.length - 1,
    value: stage,
    'aria-label': 'How far',
    oninput: () => {
      halt();
      go(Number(range.value));
    }
  });
  const stepButton = h('button', {class: 'button main', id: 'nine-step', onclick: step}, 'Take the step');
  build();
  const element =
      h('div', {'data-view': '04'},
        h('p', {class: 'lead'}, 'Two inputs, two ReLU neurons, one output: every number that your ',
          h('code', {}, 'nine_forward'), ', ', h('code', {}, 'nine_gradient'), ' and ', h('code', {}, 'nine_step'),
          ' compute. Orange goes backward.'),
        h('section', {class: 'panel bar'},
          h('div', {class: 'plays'},
            h('button', {
              class: 'round',
              id: 'back',
              'aria-label': 'One back',
              onclick: () => {
                halt();
                go(stage - 1);
              }
            },
              '‹'),
            h('button', {
              class: 'round',
              id: 'on',
              'aria-label': 'One on',
              onclick: () => {
                halt();
                go(stage + 1);
              }
            },
              '›'),
            walkButton, stepButton,
            h('button', {
              class: 'button',
              onclick: () => {
                losses = [];
                set({nine: null});
                build();
              }
            },
              'From the beginning')),
          h('label', {class: 'rewind'}, range), words),
        h('div', {class: 'stack'}, h('section', {class: 'panel scroll tall'}, drawing),
          h('div', {class: 'grid wide-left'},
            h('section', {class: 'panel'}, h('h2', {}, 'Inputs and parameters'), sliderBox),
            h('section', {class: 'panel'}, h('h2', {}, 'Loss after each step'), decline.canvas))));
  return {
    element,
    ask,
    stop: halt,
    hear(message) {
      if (message.kind === 'nine') {
        last = message;
        draw();
      }
    }
  };
}
