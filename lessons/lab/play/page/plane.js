// The plane of two features: what the network says of each point, and the samples.
import {bytes, diverging, finite, h, paint, palette, style, tint} from './ui.js';

const unknown = [150, 150, 150];

/** Paints the network's answers, side x side pixels, whatever side is. */
function paintRegions(canvas, coded, classes) {
  const values = bytes(coded);
  const side = Math.round(Math.sqrt(values.length / (classes ? 2 : 1)));
  if (!classes) return paint(canvas, side, side, (p) => diverging(values[p] / 127.5 - 1));
  const sure = (p) => (values[2 * p + 1] / 255 - 1 / classes) / (1 - 1 / classes);
  return paint(canvas, side, side, (p) => (values[2 * p] === 255 ? unknown : tint(values[2 * p], 0.1 + 0.5 * sure(p))));
}

function paintPoints(canvas, samples, batch, cross) {
  const size = canvas.clientWidth;
  if (!size || !samples?.range) return;
  const scale = Math.min(3, devicePixelRatio || 1);
  canvas.width = canvas.height = Math.round(size * scale);
  const g = canvas.getContext('2d');
  g.scale(scale, scale);
  const [x0, x1, y0, y1] = samples.range;
  const chosen = new Set(batch ?? []);
  const targets = samples.training.t.filter(finite);
  const low = Math.min(...targets), high = Math.max(...targets) + 1e-12;
  const colorOf = (t) =>
      (samples.classes ? palette[t % palette.length] : `rgb(${diverging((2 * (t - low)) / (high - low) - 1)})`);
  const part = (points, isValidation) => {
    const radius = points.x.length > 400 ? 1.9 : points.x.length > 150 ? 2.6 : 3.8;
    points.x.forEach((x, i) => {
      if (!finite(x) || !finite(points.y[i])) return;
      const now = !isValidation && chosen.has(i);
      g.beginPath();
      g.arc(
          ((x - x0) / (x1 - x0)) * size, size - ((points.y[i] - y0) / (y1 - y0)) * size, now ? radius + 2.6 : radius, 0,
          7);
      g.strokeStyle = g.fillStyle = colorOf(points.t[i]);
      g.lineWidth = 1.3;
      if (isValidation) {
        g.stroke();
        return;
      }
      g.fill();
      g.strokeStyle = style(now ? '--text' : '--panel');
      g.lineWidth = now ? 2 : 0.9;
      g.stroke();
    });
  };
  part(samples.validation, true);
  part(samples.training, false);
  if (cross) {
    g.strokeStyle = style('--text');
    g.lineWidth = 2;
    const x = cross[0] * size, y = (1 - cross[1]) * size;
    g.beginPath();
    g.moveTo(x - 9, y);
    g.lineTo(x + 9, y);
    g.moveTo(x, y - 9);
    g.lineTo(x, y + 9);
    g.stroke();
  }
}

/** Of network number `which`; setPoint(x, y), 0 ... 1, where points can be set. */
export function makePlane(it, which, setPoint) {
  const back = h('canvas', {'aria-hidden': 'true'});
  const front = h('canvas', {role: 'img', 'aria-label': 'The class that the network gives to each point'});
  const element = h('div', {class: 'plane'}, back, front);
  let cross = null;  // where the keys would set a point
  let drawnPoints = '';

  function drawRegions() {
    const network = it.picture?.networks[which];
    if (!network?.regions) return;
    const neuron = it.hovered && which === 0 ? network.neurons?.[it.hovered[0]]?.[it.hovered[1]] : null;
    if (neuron)
      paintRegions(back, neuron, 0);
    else
      paintRegions(back, network.regions, it.samples.classes);
  }
  function draw() {
    element.hidden = Boolean(it.samples) && !it.samples.plane;
    if (element.hidden) return;
    drawRegions();
    // The points stay where they are from one picture to the next.
    const key = JSON.stringify([it.picture?.batch, cross, front.clientWidth, devicePixelRatio, it.samples?.run]);
    if (key !== drawnPoints) paintPoints(front, it.samples, it.picture?.batch, cross);
    drawnPoints = key;
  }
  new ResizeObserver(draw).observe(element);

  function keys(event) {
    const moves = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]};
    const move = moves[event.key], step = event.shiftKey ? 0.1 : 0.02;
    if (!move && event.key !== 'Enter') return;
    event.preventDefault();
    cross ??= [0.5, 0.5];
    if (move)
      cross = cross.map((at, i) => Math.max(0, Math.min(1, at + step * move[i])));
    else
      setPoint(...cross);
    it.frame.speak(
        `${move ? 'At' : 'A point at'} ${Math.round(100 * cross[0])}, ${Math.round(100 * cross[1])} percent`);
    draw();
  }
  if (setPoint) {
    element.addEventListener('pointerdown', (event) => {
      const box = element.getBoundingClientRect();
      setPoint((event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height);
    });
    element.addEventListener('keydown', (event) => element.tabIndex === 0 && keys(event));
    element.addEventListener('blur', () => {
      cross = null;
      draw();
    });
  }
  /** Whether points can be set. */
  function setDrawing(is) {
    element.classList.toggle('draws', is);
    element.tabIndex = is ? 0 : -1;
    element.setAttribute('role', 'group');
    element.setAttribute('aria-label', is ? 'The plane: arrows move, Enter sets a point' : 'The plane');
  }
  return {element, draw, setDrawing};
}
