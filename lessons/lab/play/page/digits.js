// A pad to draw a digit on, and the images that a network of digits has to do with.
import {bytes, diverging, finite, h, paint, percent} from './ui.js';

const side = 20;  // of an image, whose pixels come column by column
const row = (p) => (p % side) * side + Math.floor(p / side);
const grey = (v) => {
  const c = 255 - v;
  return [c, c, c];
};

export function digitPad(frame) {
  const canvas = h('canvas', {
    class: 'pad',
    id: 'pad',
    width: 280,
    height: 280,
    role: 'img',
    'aria-label': 'Draw a digit here with the mouse or a finger'
  });
  const seen =
      h('canvas', {class: 'seen', width: side, height: side, role: 'img', 'aria-label': 'What the network sees'});
  const bars = h('div', {class: 'bars', id: 'bars'});
  const words = h('p', {id: 'taken', 'aria-live': 'polite'}, 'Train first, then draw.');
  let strokes = [];
  let down = false;
  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * 280, ((event.clientY - box.top) / box.height) * 280];
  };
  function redraw() {
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
  }
  function ask() {
    const pixels = inked(strokes);
    if (!pixels) return;
    paint(seen, side, side, (p) => grey(pixels[row(p)]));
    frame.send({do: 'digit', pixels: btoa(String.fromCharCode(...pixels))});
  }
  function wipe() {
    strokes = [];
    redraw();
    bars.replaceChildren();
    words.textContent = 'Draw a digit.';
  }
  canvas.addEventListener('pointerdown', (event) => {
    down = true;
    canvas.setPointerCapture(event.pointerId);
    strokes.push([point(event)]);
    redraw();
  });
  canvas.addEventListener('pointermove', (event) => {
    if (down) {
      strokes.at(-1).push(point(event));
      redraw();
    }
  });
  const up = () => {
    if (down) {
      down = false;
      ask();
    }
  };
  canvas.addEventListener('pointerup', up);
  canvas.addEventListener('pointercancel', up);
  redraw();

  function hear(message) {
    const best = message.taken, sure = message.probabilities[best];
    words.replaceChildren(
        'Your network takes it for ', h('strong', {}, String(best)), finite(sure) ? ` (${percent(sure)}).` : '.');
    bars.replaceChildren(...message.probabilities.flatMap((p, k) => {
      const of = k === best ? 'best' : '';
      const bar = h('i', {class: of, style: {width: finite(p) ? `${(100 * p).toFixed(1)}%` : '0'}});
      return [h('span', {class: of}, String(k)), bar, h('span', {}, percent(p))];
    }));
  }
  const element =
      h('div', {class: 'stack'}, canvas,
        h('div', {class: 'row'}, h('button', {class: 'button', id: 'wipe', onclick: wipe}, 'Wipe'),
          h('button', {class: 'button', id: 'reask', onclick: ask}, 'Ask again'), seen),
        words, bars);
  return {element, hear};
}

/** Strokes as 20 x 20 pixels, 0 ... 255, as datasets/recipes/digits.cpp inks its digits; null: none. */
function inked(strokes) {
  const points = strokes.flat();
  if (points.length === 0) return null;
  const xs = points.map((p) => p[0]), ys = points.map((p) => p[1]);
  const x0 = Math.min(...xs), x1 = Math.max(...xs), y0 = Math.min(...ys), y1 = Math.max(...ys);
  // As tall as the course's digits are, and not wider than the picture.
  const scale = Math.min(14.2 / Math.max(1, y1 - y0), 15 / Math.max(1, x1 - x0));
  const place = ([x, y]) => [(x - (x0 + x1) / 2) * scale + 9.5, (y - (y0 + y1) / 2) * scale + 9.5];
  const pieces = strokes.flatMap((stroke) => {
    const at = stroke.map(place);
    return at.length === 1 ? [[at[0], at[0]]] : at.slice(1).map((p, i) => [at[i], p]);
  });
  const away = (x, y) => Math.min(...pieces.map(([[ax, ay], [bx, by]]) => {
    const dx = bx - ax, dy = by - ay, length = dx * dx + dy * dy;
    const t = length ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
    return Math.hypot(x - ax - t * dx, y - ay - t * dy);
  }));
  return Uint8Array.from({length: side * side}, (_, i) => {
    const ink = 0.5 + (1 - away(Math.floor(i / side), i % side)) / 0.9 / 2;
    return Math.round(255 * Math.max(0, Math.min(1, ink)));
  });
}

function image(values, color) {
  const canvas = h('canvas');
  paint(canvas, side, side, (p) => color(values[row(p)]));
  return canvas;
}

/** The images that it takes for something else, and what the first layer's neurons look for. */
export function digitImages() {
  const wrong = h('div', {class: 'images', id: 'wrong'});
  const weights = h('div', {class: 'images'});
  const taken = (one) =>
      h('figure', {}, image(bytes(one.image), grey),
        h('figcaption', {}, `${one.is}, not `, h('b', {}, String(one.taken))));
  function draw(picture) {
    const list = picture.misclassified;
    if (list)
      wrong.replaceChildren(
          ...(list.length ? list.map(taken) : [h('p', {class: 'small'}, 'None of those that it was asked.')]));
    const images = picture.networks[0].images;
    if (images)
      weights.replaceChildren(
          ...images.map((one) => h('figure', {}, image(bytes(one), (x) => diverging(x / 127.5 - 1)))));
  }
  return {wrong, weights, draw};
}
