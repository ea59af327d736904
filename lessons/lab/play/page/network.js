// The network as it is drawn: weights are lines, a neuron shows what it gives over the plane.
import {bytes, diverging, finite, h, paint, palette, s, style} from './ui.js';

const most = 8;  // neurons drawn

const isDropped = (network, layer, i) => network.masks?.[layer]?.[i]?.[0] === '0';

/** plane: is drawn anew when a neuron is pointed at. */
export function networkPanel(it, plane) {
  const element = h('section', {class: 'panel net', 'aria-label': 'Network'});
  const lines = s('svg', {'aria-hidden': 'true'});
  let layers = [];
  let edges = [];
  let drawnFor = '';
  let size = null;

  const change = (list) => it.set({widths: list.join('-')});
  function widen(layer, more) {
    const list = it.widths(), width = list[layer];
    const step = width >= 20 + (more ? 0 : 1) ? 10 : 1;
    const next = Math.max(1, Math.min(200, width + (more ? step : -step)));
    if (it.get('skips'))
      list.fill(next);
    else
      list[layer] = next;
    change(list);
  }
  function head(hidden) {
    return h(
        'div', {class: 'head'}, h('h2', {}, 'Network'),
        h('span', {class: 'small'}, size = h('span'), ' ',
          h('button', {
            class: 'button tiny',
            id: 'fewer',
            'aria-label': 'One hidden layer less',
            disabled: hidden === 0,
            onclick: () => change(it.widths().slice(0, -1))
          },
            '−'),
          ` ${hidden} hidden layer${hidden === 1 ? '' : 's'} `,
          h('button', {
            class: 'button tiny',
            id: 'more',
            'aria-label': 'One hidden layer more',
            disabled: hidden >= 12,
            onclick: () => change([...it.widths(), it.widths().at(-1) ?? 8])
          },
            '+')));
  }
  function neuronOf(k, i, kind) {
    const name = (kind === 'input' ? it.samples?.features[i] : it.samples?.names?.[i]) ?? '';
    if (kind === 'input')
      return {
        mark: h('div', {class: 'neuron', role: 'img', 'aria-label': `input ${name}`}, h('span', {}, `x${i + 1}`))
      };
    if (kind === 'output') {
      const mark =
          h('div', {class: 'neuron', role: 'img', 'aria-label': `output ${name}`},
            h('span', {}, it.samples?.classes ? String(name).slice(0, 4) : 'y'));
      if (it.samples?.classes) Object.assign(mark.style, {borderColor: palette[i], borderWidth: '3px'});
      return {mark};
    }
    const canvas = h('canvas', {width: 16, height: 16});
    const mark =
        h('div', {class: 'neuron', role: 'img', tabindex: 0, 'aria-label': `layer ${k}, neuron ${i + 1}`}, canvas);
    const point = (at) => () => {
      it.hovered = at;
      plane.draw();
    };
    mark.addEventListener('mouseenter', point([k - 1, i]));
    mark.addEventListener('focus', point([k - 1, i]));
    mark.addEventListener('mouseleave', point(null));
    mark.addEventListener('blur', point(null));
    return {mark, canvas};
  }
  function layerOf(width, k, kind) {
    const neurons = Array.from({length: Math.min(most, width)}, (_, i) => neuronOf(k, i, kind));
    const buttons = kind ? null :
                           h('div', {},
                             ['−', '+'].map(
                                 (sign, more) =>
                                     h('button', {
                                       class: 'button tiny',
                                       'aria-label': `${more ? 'More' : 'Fewer'} neurons in layer ${k}`,
                                       disabled: more ? width >= 200 : width <= 1,
                                       onclick: () => widen(k - 1, more),
                                     },
                                       sign)));
    const top =
        h('div', {class: 'top'}, h('span', {}, kind ? `${width} ${kind}${width === 1 ? '' : 's'}` : String(width)),
          buttons);
    return {
      neurons,
      element:
          h('div', {class: 'layer'}, top, neurons.map((n) => n.mark),
            width > most ? h('span', {class: 'more'}, `+${width - most}`) : null)
    };
  }
  function build(shape) {
    layers = shape.map((width, k) => layerOf(width, k, k === 0 ? 'input' : k === shape.length - 1 ? 'output' : ''));
    const box = h('div', {class: 'layers'}, layers.map((l) => l.element));
    box.style.minWidth = `${layers.length * 52}px`;
    element.replaceChildren(
        head(shape.length - 2), h('div', {class: 'wires'}, lines, box),
        h('p', {class: 'small'},
          'Blue weights are negative, orange ones positive. A neuron shows what it gives over the plane; point at it to see it large.'));
    placeEdges();
  }
  function edgesInto(k, origin) {
    return layers[k].neurons.map(({mark}) => {
      const to = mark.getBoundingClientRect();
      return layers[k - 1].neurons.map(({mark: before}) => {
        const from = before.getBoundingClientRect();
        const x0 = from.right - origin.left, y0 = from.top + from.height / 2 - origin.top;
        const x1 = to.left - origin.left, y1 = to.top + to.height / 2 - origin.top, half = (x1 - x0) / 2;
        return s('path', {d: `M${x0} ${y0}C${x0 + half} ${y0} ${x1 - half} ${y1} ${x1} ${y1}`, fill: 'none'});
      });
    });
  }
  function placeEdges() {
    if (!element.isConnected || layers.length === 0) return;
    const origin = lines.getBoundingClientRect();
    edges = layers.slice(1).map((_, k) => edgesInto(k + 1, origin));
    lines.replaceChildren(...edges.flat(2));
    if (it.picture) draw(it.picture.networks[0]);
  }
  new ResizeObserver(placeEdges).observe(element);

  function drawEdges(network) {
    network.edges.forEach((rows, k) => {
      const top = Math.max(1e-12, ...rows.flat().filter(finite).map(Math.abs));
      rows.forEach((row, i) => row.forEach((w, j) => {
        const path = edges[k]?.[i]?.[j];
        if (!path) return;
        const part = finite(w) ? Math.abs(w) / top : 1;
        const out = isDropped(network, k - 1, j) || isDropped(network, k, i);
        path.setAttribute('stroke', finite(w) ? palette[w < 0 ? 0 : 1] : style('--bad'));
        path.setAttribute('stroke-width', (0.4 + 4 * part).toFixed(1));
        path.setAttribute('stroke-opacity', out ? '0.06' : (0.18 + 0.72 * part).toFixed(2));
      }));
    });
  }
  function draw(network) {
    if (!network.widths) return;
    const shape = JSON.stringify([network.widths, it.samples?.names, it.samples?.features]);
    if (drawnFor !== shape) {
      drawnFor = shape;
      build(network.widths);
      return;
    }
    size.textContent = `${network.parameters} parameters`;
    drawEdges(network);
    layers.forEach((layer, k) => {
      layer.element.classList.toggle(
          'broken', network.breakdown?.depth !== undefined && network.breakdown.depth + 1 === k);
      layer.neurons.forEach(({mark, canvas}, i) => {
        if (!canvas) return;
        mark.classList.toggle('dropped', isDropped(network, k - 1, i));
        const map = network.neurons?.[k - 1]?.[i];
        if (!map) return;
        const values = bytes(map);
        paint(canvas, 16, 16, (p) => diverging(values[p] / 127.5 - 1));
      });
    });
  }
  return {element, draw};
}
