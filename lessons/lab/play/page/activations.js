// Lesson 01: the activations and their derivatives, and softmax.
import {chart, choose, finite, h, legend, number, palette, said, show, slide, style} from './ui.js';

export function activationsView(frame) {
  const names = ['sigmoid', 'tanh_activation', 'relu', 'leaky_relu'];
  let last = null;
  const get = {
    z: () => number(frame, 'z', 1),
    range: () => number(frame, 'range', 6),
    slope: () => number(frame, 'slope', 0.01),
    temperature: () => number(frame, 'temperature', 1),
    which: () => frame.settings().which ?? 'tanh_activation'
  };
  const logits = () =>
      (frame.settings().logits ?? '2_1_0').split('_').map(Number).map((x) => (Number.isFinite(x) ? x : 0)).slice(0, 6);
  const ask = () => frame.send({
    do: 'activations',
    z: get.z(),
    range: get.range(),
    slope: get.slope(),
    temperature: get.temperature(),
    logits: logits()
  });
  const set = (changes) => {
    frame.set(changes);
    ask();
  };

  const curves = chart('The function and its derivative', 330, {zero: true, xLabel: 'Z'});
  const facts = h('dl', {class: 'facts'});
  const words = h('p', {class: 'small'});
  const choices =
      h('div', {class: 'row', role: 'group', 'aria-label': 'Which function'},
        names.map(
            (name) =>
                h('button', {class: 'button', 'data-which': name, onclick: () => set({which: name})},
                  name.replace('_activation', ''))));
  let dragging = false;
  const drag = (event) => {
    const place = curves.canvas.place;
    if (!place) return;
    const z = Math.max(
        -get.range(), Math.min(get.range(), place.toX(event.clientX - curves.canvas.getBoundingClientRect().left)));
    set({z: Number(z.toPrecision(3))});
    zKnob.querySelector('input').value = z;
    zKnob.querySelector('output').textContent = show(z);
  };
  curves.canvas.addEventListener('pointerdown', (event) => {
    dragging = true;
    drag(event);
  });
  curves.canvas.addEventListener('pointermove', (event) => dragging && drag(event));
  addEventListener('pointerup', () => {
    dragging = false;
  });
  curves.canvas.style.touchAction = 'none';

  const rangeKnob =
      choose('range of Z', [[6, '±6'], [20, '±20'], [100, '±100'], [1000, '±1000']], get.range(), (value) => {
        frame.set({range: Number(value), z: Math.min(get.z(), Number(value))});
        const z = zKnob.querySelector('input');
        z.min = -value;
        z.max = value;
        z.step = value / 200;
        ask();
      }, {'data-knob': 'range'});
  const zKnob =
      slide('Z', -get.range(), get.range(), get.range() / 200, get.z(), (value) => set({z: value}), {'data-knob': 'z'});
  const slopeKnob =
      slide('slope of leaky ReLU', 0, 0.9, 0.01, get.slope(), (value) => set({slope: value}), {'data-knob': 'slope'});
  const bars = h('div', {class: 'bars', id: 'softmax'});
  const soft =
      h('section', {class: 'panel stack'}, h('h2', {}, 'softmax'),
        h('p', {class: 'small'},
          'Move the logits: the probabilities always add up to 1. A low temperature makes it sure of itself.'),
        h('div', {class: 'sliders'},
          logits().map(
              (value, i) => slide(
                  `logit ${i}`, -10, 10, 0.1, value,
                  (v) => {
                    const list = logits();
                    list[i] = v;
                    set({logits: list.join('_')});
                  },
                  {'data-knob': `logit${i}`})),
          choose(
              'temperature', [[0.1, '0.1'], [0.5, '0.5'], [1, '1'], [2, '2'], [10, '10']], get.temperature(),
              (value) => set({temperature: Number(value)}), {'data-knob': 'temperature'})),
        bars);

  function draw() {
    if (!last) return;
    const one = last.curves.find((c) => c.name === get.which()) ?? last.curves[0];
    for (const button of choices.children)
      button.setAttribute('aria-pressed', String(button.dataset.which === one.name));
    const list = [];
    for (const other of last.curves)
      if (other.A && other !== one && (other.name.length > 0))
        list.push({x: last.Z, y: other.A, color: style('--line'), width: 1.5});
    if (one.A) list.push({x: last.Z, y: one.A, color: palette[0], width: 3});
    if (one.slopes) list.push({x: last.Z, y: one.slopes, color: palette[1], width: 2, dash: [6, 4]});
    if (finite(one.at) && finite(one.slope)) {
      const reach = get.range() * 0.25;
      list.push({
        x: [last.z - reach, last.z + reach],
        y: [one.at - reach * one.slope, one.at + reach * one.slope],
        color: palette[2],
        width: 2
      });
    }
    const bent = one.name.includes('relu');
    curves.update(list, {
      x: [-get.range(), get.range()],
      y: bent ? [-0.25 * get.range(), get.range()] : [-1.25, 1.25],
      marks: [{x: last.z, y: one.at, color: palette[0]}, {x: last.z, y: one.slope, color: palette[1]}]
    });
    const fact = (name, value) => [h('dt', {}, name), h('dd', {}, value)];
    facts.replaceChildren(
        ...fact('Z', show(last.z, 4)),
        ...fact(h('code', {}, one.name), one.trouble ? said(one.trouble) : show(one.at, 6)),
        ...fact('its derivative', one.slope_trouble ? said(one.slope_trouble) : show(one.slope, 6)),
        ...fact('measured', one.trouble ? '–' : show(one.numeric, 6)));
    const off =
        finite(one.slope) && finite(one.numeric) && Math.abs(one.slope - one.numeric) > 1e-4 && Math.abs(last.z) > 1e-3;
    words.textContent = off ?
        'The derivative is not what a small step measures: look at it again.' :
        'The green line has the slope that your derivative says; “measured” is the rise over a tiny step.';
    if (last.softmax.A) {
      const list2 = last.softmax.A;
      bars.replaceChildren(...list2.flatMap((p, i) => {
        const bar = h('i');
        bar.style.width = finite(p) ? `${100 * p}%` : '0';
        return [h('span', {}, String(i)), bar, h('span', {}, finite(p) ? p.toFixed(3) : show(p))];
      }));
    } else
      bars.replaceChildren(h('span'), h('span', {}, said(last.softmax.trouble)), h('span'));
    frame.report(`${one.name} of ${show(last.z)} is ${show(one.at)}, its derivative ${show(one.slope)}`);
  }
  const element =
      h('div', {'data-view': '01'},
        h('p', {class: 'lead'},
          'These curves are computed by the functions that you wrote. Drag the point, or use the slider.'),
        h('div', {class: 'grid wide-left'},
          h('section', {class: 'panel stack'}, choices, curves.canvas, legend([
              [palette[0], 'the function', true], [palette[1], 'its derivative', true],
              [palette[2], 'the slope at Z', true]
            ]),
            h('div', {class: 'sliders'}, zKnob, rangeKnob, slopeKnob)),
          h('div', {class: 'stack'}, h('section', {class: 'panel'}, h('h2', {}, 'At this Z'), facts, words), soft)));
  return {
    element,
    ask,
    hear(message) {
      if (message.kind === 'activations') {
        last = message;
        draw();
      }
    }
  };
}
