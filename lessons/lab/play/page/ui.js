// Small things that every view needs: elements, knobs, numbers, colours, charts.

export const palette =
    ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#7B61C4', '#787878', '#A05A2C', '#B8B000'];
export const calm = matchMedia('(prefers-reduced-motion: reduce)');
const dark = matchMedia('(prefers-color-scheme: dark)');
export const onTheme = (act) => dark.addEventListener('change', act);

/** h('button', {class: 'x', onclick: act}, 'text', child) */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}
/** The same in a drawing. */
export function s(tag, attributes = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on'))
      element.addEventListener(name.slice(2), value);
    else if (name === 'style')
      Object.assign(element.style, value);
    else
      element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(9).filter((child) => child !== null && child !== undefined));
  return element;
}

/** What makes a drawn thing a button, for hands, keys and screen readers. */
export function pressable(label, press) {
  return {
    tabindex: 0,
    role: 'button',
    'aria-label': label,
    onclick: press,
    onkeydown: (e) => {
      if (e.key === 'Enter' || e.key === ' ') {
        e.preventDefault();
        press();
      }
    }
  };
}

/**
 * A button that lets something go on by itself, a step each `pace` milliseconds (or `calmly`), until step() says false,
 * or halt() is called. begin() says false where there is nothing to go on with.
 */
export function player(attributes, still, going, [pace, calmly], begin, step) {
  let timer = null;
  const button = h('button', {...attributes, onclick: () => (timer ? halt() : go())});
  const look = (made, label) => {
    button.replaceChildren(typeof made === 'string' ? made : made());
    if (label) button.setAttribute('aria-label', label);
  };
  function go() {
    if (begin() === false) return;
    look(going, attributes['aria-label'] && 'Pause');
    timer = setInterval(() => step() || halt(), calm.matches ? calmly : pace);
  }
  function halt() {
    clearInterval(timer);
    timer = null;
    look(still, attributes['aria-label']);
  }
  halt();
  return {button, halt};
}

/** A number as a person reads it; NaN and ∞ come as words. */
export function show(value, digits = 3) {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '–';
  if (!Number.isFinite(value)) return 'NaN';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-4) return value.toExponential(Math.max(0, digits - 1));
  return String(Number(value.toPrecision(digits)));
}
export const percent = (part) =>
    (typeof part === 'number' ? `${(100 * part).toFixed(part > 0.995 && part < 1 ? 1 : 0)}%` : show(part));
/** What the address says of this knob, if it is a number. */
export function number(frame, name, otherwise) {
  const value = Number(frame.settings()[name] ?? otherwise);
  return Number.isFinite(value) ? value : otherwise;
}
/** A trouble of the engine, in words. With `name`, they name that function, once. */
export function said(trouble, name = '') {
  if (!trouble) return '';
  if (trouble.state === 'unwritten') return `task ${trouble.task} ${trouble.function} is not written yet`;
  const words = trouble.says ?? 'it failed';
  return name && !words.startsWith(`${name}: `) ? `${name}: ${words}` : words;
}
export const finite = (value) => typeof value === 'number' && Number.isFinite(value);

export function style(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
export function rgb(hex) {
  const n = parseInt(hex.slice(1), 16);
  return [n >> 16, (n >> 8) & 255, n & 255];
}
const mix = (a, b, part) => a.map((x, i) => Math.round(x + (b[i] - x) * part));
/** Blue below 0, orange above, the page's own colour at 0; value is -1 ... 1. */
export function diverging(value) {
  const zero = dark.matches ? [30, 40, 50] : [255, 255, 255];
  const end = value < 0 ? [0, 114, 178] : [213, 94, 0];
  return mix(zero, end, Math.min(1, Math.abs(value) ** 0.8));
}
export function tint(which, part) {
  const zero = dark.matches ? [24, 32, 42] : [255, 255, 255];
  return mix(zero, rgb(palette[which % palette.length]), part);
}
/** White or black, whichever is easier to read on this colour (WCAG's contrast). */
export function ink(color) {
  const linear = color.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  const luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  return 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 ? '#ffffff' : '#000000';
}

export function bytes(base64) {
  const text = atob(base64);
  const list = new Uint8Array(text.length);
  for (let i = 0; i < text.length; ++i) list[i] = text.charCodeAt(i);
  return list;
}

/** A canvas as sharp as the screen: {canvas, draw(act)}, act(context, width, height). */
export function sharp(attributes, height) {
  const canvas = h('canvas', {role: 'img', ...attributes});
  if (height) canvas.style.height = `${height}px`;
  let last = null;
  const draw = (act) => {
    last = act;
    const width = canvas.clientWidth, tall = canvas.clientHeight;
    if (!width || !tall) return;
    const scale = Math.min(3, devicePixelRatio || 1);
    if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(tall * scale)) {
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(tall * scale);
    }
    const context = canvas.getContext('2d');
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, tall);
    act(context, width, tall);
  };
  new ResizeObserver(() => last && draw(last)).observe(canvas);
  return {canvas, draw};
}

/** An image of few pixels: color(i) -> [r, g, b]. */
export function paint(canvas, width, height, color) {
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  for (let i = 0; i < width * height; ++i) {
    const c = color(i);
    image.data[4 * i] = c[0];
    image.data[4 * i + 1] = c[1];
    image.data[4 * i + 2] = c[2];
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

export function knob(label, control, output) {
  return h('label', {class: 'knob'}, h('span', {}, label, output ? [' ', output] : null), control);
}
/** options: [[value, text, disabled?]]; a value that is none of them is added. */
export function choose(label, options, value, change, attributes = {}) {
  const all = options.some(([v]) => String(v) === String(value)) ? options : [...options, [value, String(value)]];
  const select =
      h('select', {...attributes, onchange: () => change(select.value)},
        all.map(
            ([v, text, off]) =>
                h('option', {value: v, selected: String(v) === String(value), disabled: off}, text ?? String(v))));
  return knob(label, select);
}
export function slide(label, from, to, step, value, change, attributes = {}) {
  const output = h('output', {}, show(Number(value)));
  const input = h('input', {
    type: 'range',
    'aria-label': label,
    min: from,
    max: to,
    step,
    value,
    ...attributes,
    oninput: () => {
      output.textContent = show(Number(input.value));
      change(Number(input.value));
    }
  });
  input.value = value;
  return knob(label, input, output);
}
export function tick(label, value, change, attributes = {}) {
  const input = h('input', {type: 'checkbox', checked: value, ...attributes, onchange: () => change(input.checked)});
  return h('label', {class: 'knob check'}, input, label);
}

function ticks(low, high, count) {
  const raw = (high - low) / count, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((k) => k * power).find((k) => k >= raw) ?? raw;
  const first = Math.ceil(low / step), last = Math.floor(high / step + 1e-9);
  // Not where the numbers are so large, or so close, that a step is lost in them.
  if (!(last - first < 100) || first + 1 === first) return [];
  return Array.from({length: Math.max(0, last - first + 1)}, (_, i) => (first + i) * step);
}

/**
 * Curves over a pair of axes.
 * curves: [{name, x?, y, color, dash?}]; marks: [{x, y, color}] are dots.
 */
export function chart(label, height, fixed = {}) {
  const {canvas, draw} = sharp({class: 'chart', 'aria-label': label}, height);
  const update = (curves, options = {}) => draw((g, width, tall) => {
    const o = {...fixed, ...options};
    const value = (y) => (o.log ? (y > 0 ? Math.log10(y) : NaN) : y);
    let x0 = Infinity, x1 = -Infinity, y0 = Infinity, y1 = -Infinity;
    for (const c of curves) {
      c.y.forEach((y, i) => {
        const x = c.x ? c.x[i] : i, v = value(y);
        if (!finite(x) || !finite(v)) return;
        x0 = Math.min(x0, x);
        x1 = Math.max(x1, x);
        y0 = Math.min(y0, v);
        y1 = Math.max(y1, v);
      });
    }
    if (o.x) [x0, x1] = o.x;
    if (o.y) [y0, y1] = o.log ? o.y.map(value) : o.y;
    if (!(x0 <= x1)) {
      x0 = 0;
      x1 = 1;
    }
    if (!(y0 <= y1)) {
      y0 = 0;
      y1 = 1;
    }
    if (x0 === x1) x1 = x0 + 1;
    if (y0 === y1) {
      y0 -= 0.5;
      y1 += 0.5;
    }
    const left = 46, right = 14, top = 8, bottom = o.xLabel ? 32 : 20;
    const X = (x) => left + ((x - x0) / (x1 - x0)) * (width - left - right);
    const Y = (v) => tall - bottom - ((v - y0) / (y1 - y0)) * (tall - top - bottom);
    g.font = '11.5px system-ui, sans-serif';
    g.fillStyle = style('--quiet');
    g.strokeStyle = style('--line');
    g.lineWidth = 1;
    g.textBaseline = 'middle';
    g.textAlign = 'right';
    for (const t of ticks(y0, y1, Math.max(2, Math.floor(tall / 42)))) {
      g.beginPath();
      g.moveTo(left, Y(t));
      g.lineTo(width - right, Y(t));
      g.stroke();
      g.fillText(o.log ? show(10 ** t, 2) : show(t), left - 6, Y(t));
    }
    g.textAlign = 'center';
    for (const t of ticks(x0, x1, Math.max(2, Math.floor(width / 80))))
      if (!o.whole || Number.isInteger(t)) g.fillText(show(t), X(t), tall - bottom + 11);
    if (o.xLabel) g.fillText(o.xLabel, (left + width - right) / 2, tall - 6);
    if (o.zero) {
      g.strokeStyle = style('--quiet');
      g.beginPath();
      if (y0 < 0 && y1 > 0) {
        g.moveTo(left, Y(0));
        g.lineTo(width - right, Y(0));
      }
      if (x0 < 0 && x1 > 0) {
        g.moveTo(X(0), top);
        g.lineTo(X(0), tall - bottom);
      }
      g.stroke();
    }
    g.save();
    g.beginPath();
    g.rect(left, top - 3, width - left - right + 3, tall - top - bottom + 6);
    g.clip();
    for (const c of curves) {
      g.strokeStyle = c.color;
      g.lineWidth = c.width ?? 2;
      g.lineJoin = 'round';
      g.setLineDash(c.dash ?? []);
      g.beginPath();
      let open = false;
      c.y.forEach((y, i) => {
        const v = value(y), x = c.x ? c.x[i] : i;
        if (!finite(v) || !finite(x)) {
          open = false;
          return;
        }
        if (open)
          g.lineTo(X(x), Y(v));
        else
          g.moveTo(X(x), Y(v));
        open = true;
      });
      g.stroke();
    }
    g.setLineDash([]);
    for (const m of o.marks ?? []) {
      if (!finite(m.x) || !finite(value(m.y))) continue;
      g.fillStyle = m.color;
      g.beginPath();
      g.arc(X(m.x), Y(value(m.y)), m.size ?? 5, 0, 7);
      g.fill();
      g.strokeStyle = style('--panel');
      g.lineWidth = 1.5;
      g.stroke();
    }
    g.restore();
    canvas.place = {toX: (px) => x0 + ((px - left) / (width - left - right)) * (x1 - x0)};
  });
  return {canvas, update};
}

/** A matrix as coloured cells with its numbers. */
export function matrix(rows, label, digits = 2) {
  const numbers = rows.flat().filter(finite);
  const most = Math.max(1e-12, ...numbers.map(Math.abs));
  return h(
      'table', {class: 'matrix', 'aria-label': label},
      h('tbody', {}, rows.map((row) => h('tr', {}, row.map((value) => {
                                const back = finite(value) ? diverging(value / most * 0.85) : [179, 38, 30];
                                return h(
                                    'td', {style: {background: `rgb(${back})`, color: ink(back)}},
                                    finite(value) ? show(value, digits) : String(value));
                              })))));
}

/** Legend entries: [[color, text, dash?]]. */
export function legend(entries) {
  return h(
      'div', {class: 'legend'},
      entries.map(([color, text,
                    dash]) => h('span', {}, h('i', {class: dash ? 'dash' : '', style: {background: color}}), text)));
}

export const icons = {
  play: () => s('svg', {viewBox: '0 0 20 20', 'aria-hidden': 'true'}, s('path', {d: 'M5 2.5v15l12-7.5z'})),
  pause: () => s('svg', {viewBox: '0 0 20 20', 'aria-hidden': 'true'}, s('path', {d: 'M4 3h4v14H4zM12 3h4v14h-4z'})),
  again: () =>
      s('svg', {viewBox: '0 0 16 16', 'aria-hidden': 'true'},
        s('path', {d: 'M2.5 8a5.5 5.5 0 1 0 1.8-4.1M2.5 1.5v3.2h3.2'})),
  step: () => s('svg', {viewBox: '0 0 16 16', 'aria-hidden': 'true'}, s('path', {d: 'M4 3l6 5-6 5zM13 3v10'})),
  epoch: () =>
      s('svg', {viewBox: '0 0 16 16', 'aria-hidden': 'true'}, s('path', {d: 'M2 3l5 5-5 5zM8 3l5 5-5 5zM14.5 3v10'})),
};
