// Lesson 09: five optimisers in a valley, and on a network.
import {playground} from './playground.js';
import {methods} from './setting.js';
import {chart, choose, finite, h, icons, legend, number, palette, player, said, sharp, style} from './ui.js';

export function valleyView(frame, id, goOn) {
  const race = playground(frame, id, goOn);
  const usualRates = {gradient_descent: 0.05, momentum: 0.02, rms_prop: 0.1, adam: 0.3, adamw: 0.3};
  let last = null;
  let at = 0;
  const map = sharp({'aria-label': 'Ways down the valley', class: 'chart'}, 300);
  const heights = chart('Height after each step', 300, {log: true, xLabel: 'step'});
  const get = (name, otherwise) => number(frame, name, otherwise);
  const rates = () => Object.fromEntries(methods.map((m) => [m, get(`valley_${m}`, usualRates[m])]));
  const askValley = () => frame.send({do: 'valley', rates: rates(), steepness: get('steepness', 20), steps: 120});
  const set = (changes) => {
    frame.set(changes);
    askValley();
  };
  const color = (i) => palette[i];
  function draw() {
    if (!last) return;
    map.draw((g, width, tall) => {
      const scale = Math.min(width / 11, tall / 4.4), X = (x) => width / 2 + x * scale, Y = (y) => tall / 2 - y * scale;
      for (const level of [0.2, 1, 3, 7, 14, 24, 40]) {
        g.beginPath();
        g.ellipse(X(0), Y(0), Math.sqrt(2 * level) * scale, Math.sqrt((2 * level) / last.steepness) * scale, 0, 0, 7);
        g.strokeStyle = style('--line');
        g.lineWidth = 1.2;
        g.stroke();
      }
      g.fillStyle = style('--quiet');
      g.beginPath();
      g.arc(X(0), Y(0), 3, 0, 7);
      g.fill();
      last.methods.forEach((m, i) => {
        if (!m.x) return;
        g.strokeStyle = color(i);
        g.lineWidth = 2;
        g.lineJoin = 'round';
        g.beginPath();
        const end = Math.min(at, m.x.length - 1);
        for (let k = 0; k <= end; ++k)
          if (finite(m.x[k])) {
            if (k)
              g.lineTo(X(m.x[k]), Y(m.y[k]));
            else
              g.moveTo(X(m.x[k]), Y(m.y[k]));
          }
        g.stroke();
        if (finite(m.x[end])) {
          g.fillStyle = color(i);
          g.beginPath();
          g.arc(X(m.x[end]), Y(m.y[end]), 6, 0, 7);
          g.fill();
          g.strokeStyle = style('--panel');
          g.stroke();
        }
      });
    });
    heights.update(
        last.methods.map((m, i) => ({y: (m.heights ?? []).slice(0, at + 1), color: color(i)})), {x: [0, 120]});
    range.value = at;
  }
  const range = h('input', {
    type: 'range',
    class: 'scrub',
    id: 'valley-at',
    min: 0,
    max: 120,
    value: 0,
    'aria-label': 'Steps taken',
    oninput: () => {
      halt();
      at = Number(range.value);
      draw();
    }
  });
  const {button, halt} = player(
      {class: 'play', id: 'valley-play', 'aria-label': 'Roll'}, icons.play, icons.pause, [60, 200],
      () => {
        if (at >= 120) at = 0;
      },
      () => {
        at += 1;
        draw();
        return at < 120;
      });
  const knobs =
      h('div', {class: 'knobs'},
        methods.map(
            (m) => choose(
                `${m.replaceAll('_', ' ')}: rate`,
                [0.003, 0.01, 0.02, 0.05, 0.09, 0.1, 0.11, 0.3, 1].map((r) => [r, String(r)]), rates()[m],
                (v) => set({[`valley_${m}`]: Number(v)}), {'data-knob': `valley_${m}`})),
        choose(
            'steepness', [1, 5, 20, 100].map((v) => [v, `${v} : 1`]), get('steepness', 20),
            (v) => set({steepness: Number(v)}), {'data-knob': 'steepness'}));
  const missing = h('p', {class: 'small'});
  const element =
      h('div', {'data-view': '09'},
        h('p', {class: 'lead'}, 'The same start, the same slope, five ', h('code', {}, 'optimizer_step'),
          's. Above a narrow valley, below a network on its data.'),
        h('section', {class: 'panel', style: {marginBottom: '14px'}},
          h('div', {class: 'head'}, h('h2', {}, 'A valley'),
            legend(methods.map((m, i) => [color(i), m.replaceAll('_', ' '), true]))),
          knobs, h('div', {class: 'row', style: {marginBottom: '10px', flexWrap: 'nowrap'}}, button, range),
          h('div', {class: 'grid two'}, map.canvas, heights.canvas), missing),
        race.element);
  return {
    element,
    ask() {
      race.ask();
      askValley();
    },
    stop() {
      halt();
      race.stop();
    },
    playing: race.playing,
    hear(message) {
      if (message.kind !== 'valley') return race.hear(message);
      last = message;
      missing.textContent =
          message.methods.filter((m) => m.trouble).map((m) => `${m.name}: ${said(m.trouble)}`).join('; ');
      if (at === 0) at = 25;
      draw();
      return undefined;
    },
  };
}
