// A network that learns: lessons 07, 08, 10 and the digits; lesson 09 races five of them.
import {dataPanel} from './data.js';
import {digitImages, digitPad} from './digits.js';
import {trainingKnobs} from './knobs.js';
import {networkPanel} from './network.js';
import {cardPanel, depthPanel, histograms, maskPanel} from './panels.js';
import {makePlane} from './plane.js';
import {settingOf} from './setting.js';
import {trainingBar} from './training_bar.js';
import {chart, h, legend, palette, percent, show} from './ui.js';

const leads = {
  '07': [
    'Your ', h('code', {}, 'train'), ' takes a step with each batch. ',
    'The picture shows which class the network gives to each point of the plane: the paler, the less sure.'
  ],
  '08': [
    'Dropout: for each sample your ', h('code', {}, 'dropout_mask'),
    ' leaves some hidden neurons out by chance (the crossed ones), and makes the others larger by 1 / keep, so their sum stays the same on average. ',
    'So no neuron can rely on another one, and the network learns less by heart: the training loss falls more slowly, and the validation loss stays closer to it. ',
    'When the network is asked, as in the picture, all neurons answer. ',
    h('strong', {}, 'Try it: '), 'press the single step and watch the mask change; then train with dropout, and with none.',
  ],
  10: [
    'The same depth twice, with and without skips. ',
    'Watch the gradients: without skips they fade on their way back to the first layer, and it does not learn.'
  ],
  digits: [
    'Draw a digit; the network that your code trains says what it takes it for. ', 'Below are the ones it gets wrong.'
  ],
};
const wants = {
  '08': ['network', 'histograms', 'masks'],
  '09': [],
  10: ['histograms'],
  digits: ['images', 'digits', 'histograms']
};
const mostRecorded = 900;

const panel = (title, ...children) => h('section', {class: 'panel'}, h('h2', {}, title), children);
const twoCurves = () => legend([[palette[0], 'training', true], [palette[1], 'validation', true]]);

/** it: what the parts of this view share. goOn: the code was saved while it trained. */
export function playground(frame, id, goOn = false) {
  const setting = settingOf(frame, id);
  const it = {frame, id, ...setting, set, playing: goOn, samples: null, picture: null, hovered: null};
  let record = [];      // of the curves: an entry an epoch that was seen
  let rewound = false;  // an epoch before the last one is shown

  const data = dataPanel(it);
  const plane = makePlane(it, 0, data.setPoint);
  const knobs = trainingKnobs(it);
  const net = networkPanel(it, plane);
  const weights = histograms('weights', palette[5]), gradients = histograms('gradients', palette[4]);
  const masks = maskPanel(it), cards = cardPanel(it), depth = depthPanel(it), images = digitImages();
  const pad = it.digits ? digitPad(frame) : null;
  const bar = trainingBar(it, {ask, play, one, rewind});
  const curves = chart('Loss over the epochs', it.several || it.digits ? 190 : 132, {xLabel: 'epoch'});
  const rights = chart('Accuracy over the epochs', 170, {xLabel: 'epoch', y: [0, 1]});
  const axis = h('div', {class: 'axis'});
  const classes = h('div');
  const note = h('p', {class: 'small', id: 'note'});

  // ---- what is asked of the engine ----

  function ask() {
    record = [];
    rewound = false;
    it.picture = null;
    frame.calm();
    frame.send({
      do: 'train',
      ...it.message(),
      variants: it.variants(),
      want: wants[id] ?? ['network', 'histograms'],
      paused: !it.playing
    });
    bar.showPlaying();
  }
  function set(changes) {
    frame.set(it.changed(changes));
    update();
    ask();
  }
  function update() {
    knobs.update();
    data.update();
  }
  /** Training goes on from what is shown: later epochs are no more. */
  function cut() {
    if (!rewound) return;
    rewound = false;
    const now = it.picture ? Math.max(...it.picture.networks.map((n) => n.epoch)) : 0;
    record = record.filter((entry) => entry.epoch <= now);
  }
  function play(is) {
    it.playing = is;
    cut();
    frame.send({do: is ? 'play' : 'pause'});
    bar.showPlaying();
  }
  function one(what) {
    it.playing = false;
    cut();
    frame.send({do: what});
    bar.showPlaying();
  }
  function rewind(epoch) {
    it.playing = false;
    rewound = true;
    bar.showPlaying();
    frame.send({do: 'rewind', epoch});
  }

  // ---- what the engine says ----

  function hear(message) {
    if (message.kind === 'samples') hearSamples(message);
    if (message.kind === 'picture') {
      it.picture = message;
      draw();
    }
    if (message.kind === 'digit') pad?.hear(message);
    if (message.kind === 'trouble') {
      it.playing = false;
      bar.showPlaying();
    }
  }
  function hearSamples(samples) {
    it.samples = samples;
    it.hovered = null;
    const feature = (name) => samples.features[it.get(name)] ?? '';
    axis.replaceChildren(
        ...(samples.plane ?
                [h('span', {}, `→ ${feature('x')}   ↑ ${feature('y')}`), h('span', {}, '● training ○ validation')] :
                []));
    classes.replaceChildren(
        samples.classes === 0 ? h('p', {class: 'small'}, 'Blue: small values, orange: large ones.') :
                                legend(samples.names.map((name, k) => [palette[k], name])));
    plane.setDrawing(it.get('data') === 'points');
    update();
    if (it.several) cards.build();
    plane.draw();
    if (samples.counts[0] === 0) note.textContent = 'No points yet: choose a class and click in the picture.';
  }
  function remember(epoch, networks) {
    const of = (part, i) => networks.map((network) => network[part][i]);
    while (record.length && record.at(-1).epoch >= epoch) record.pop();
    record.push({
      epoch,
      loss: of('training', 0),
      watched: of('validation', 0),
      right: of('training', 1),
      validated: of('validation', 1)
    });
    if (record.length > mostRecorded) record = record.filter((_, i) => i % 2 === 0 || i > mostRecorded * (2 / 3));
  }
  function drawCurves(epoch, network) {
    const x = record.map((entry) => entry.epoch), series = (name, i) => record.map((entry) => entry[name][i]);
    if (it.several) {
      curves.update(it.picture.networks.map((_, i) => ({x, y: series('watched', i), color: palette[i]})), {log: true});
      return;
    }
    const here = rewound ? [{x: epoch, y: network.training[0], color: palette[0]}] : [];
    curves.update(
        [{x, y: series('loss', 0), color: palette[0]}, {x, y: series('watched', 0), color: palette[1]}], {marks: here});
    if (it.samples?.classes)
      rights.update([{x, y: series('right', 0), color: palette[0]}, {x, y: series('validated', 0), color: palette[1]}]);
  }
  function draw() {
    const networks = it.picture.networks, network = networks[0];
    const epoch = Math.max(...networks.map((n) => n.epoch));
    if (!rewound) remember(epoch, networks);
    bar.draw(network, epoch, record.at(-1)?.epoch ?? epoch);
    drawCurves(epoch, network);
    if (it.several) {
      cards.draw(networks);
      if (it.compare) depth.draw(networks);
    } else {
      plane.draw();
      net.draw(network);
      weights.draw(network.weights);
      gradients.draw(network.gradients);
      if (id === '08') masks.draw(network.masks);
      if (it.digits) images.draw(it.picture);
    }
    if (network.epoch_loss !== undefined) element.dataset.loss = network.epoch_loss;  // as the shown code prints it
    showNote(network);
    if (networks.every((n) => n.over) && it.playing) {
      it.playing = false;
      bar.showPlaying();
    }
    frame.report(`Epoch ${epoch}. ${networks.map(spoken).join('. ')}`);
  }
  const nameOf = (i) => (it.several ? `${it.variants()[i]?.name}: ` : '');
  const spoken = (n, i) => `${nameOf(i)}training loss ${show(n.training[0])}, validation loss ${show(n.validation[0])}${
      it.samples?.classes ? `, ${percent(n.validation[1])} right` : ''}`;

  function whereItBroke(b) {
    const layer = b.depth !== undefined ? ` in layer ${b.depth + 1}` : '';
    if (b.what === 'parameters') return `${b.part} became ${b.value}: a step was too large`;
    if (b.what === 'the gradient') return `the gradient of ${b.part}`;
    return b.neuron !== undefined ? `${b.what}${layer}, neuron ${b.neuron + 1}, sample ${b.sample}` : b.what;
  }
  function noteOf(network, i) {
    const b = network.breakdown;
    if (b)
      return h(
          'p', {}, h('strong', {}, `${nameOf(i)}NaN. `),
          `It began in epoch ${b.epoch}, step ${b.step}: ${whereItBroke(b)}. The largest parameter was ${
              show(b.largest)}, the loss ${show(b.loss)}. `,
          'Try a smaller learning rate.');
    if (network.over === 'patience') return h('p', {}, `${nameOf(i)}Early stopping: should_stop said it is enough.`);
    return network.over === 'epochs' ? h('p', {}, `${nameOf(i)}All epochs are over.`) : null;
  }
  function showNote(network) {
    note.replaceChildren(...it.picture.networks.map(noteOf).filter(Boolean));
    if (network.breakdown) frame.speak(note.textContent);
  }

  // ---- the whole ----

  const training = () => panel('Loss', curves.canvas, twoCurves());
  const right = () => panel('Right', rights.canvas, twoCurves());
  const sizes = () => [panel('Weights', weights.element), panel('Gradients', gradients.element)];
  function bodyOfDigits() {
    return [
      h('div', {class: 'grid three'}, panel('Draw a digit', pad.element),
        h('div', {class: 'stack'}, training(), right()),
        h('div', {class: 'stack'}, data.element, panel('What the first layer looks for', images.weights, note))),
      h('div', {class: 'grid below'}, panel('Misclassified', images.wrong), h('div', {class: 'grid two'}, sizes()))
    ];
  }
  function bodyOfSeveral() {
    const loss = panel(
        'Validation loss', curves.canvas,
        legend(it.variants().map((v, i) => [palette[i], v.name.replaceAll('_', ' '), true])), note);
    if (it.race) return [cards.element, h('div', {class: 'grid wide-left'}, loss, data.element)];
    return [
      h('div', {class: 'grid wide-right'}, cards.element,
        h('div', {class: 'stack'}, loss,
          panel(
              'Gradients through depth (RMS)', depth.canvas,
              h('p', {class: 'small'}, 'Left is the layer next to the input, where the gradient arrives last.')))),
      h('div', {class: 'grid two'}, data.element, panel('Depth', h('div', {class: 'row'}, depth.knobs())))
    ];
  }
  function bodyOfOne() {
    const result =
        h('section', {class: 'panel', 'aria-label': 'Result'}, h('h2', {}, 'What it has learnt'), plane.element, axis,
          classes, note, h('div', {class: 'below'}, h('h2', {class: 'minor'}, 'Loss'), curves.canvas, twoCurves()));
    return [
      h('div', {class: 'ground'}, data.element, net.element, result),
      h('div', {class: `grid ${id === '08' ? 'four' : 'three'}`},
        id === '08' ? panel('Masks: neurons × samples', masks.element) : null, right(), sizes())
    ];
  }
  const body = it.digits ? bodyOfDigits() : it.several ? bodyOfSeveral() : bodyOfOne();
  const element =
      h('div', {'data-view': id}, leads[id] ? h('p', {class: 'lead'}, leads[id]) : null, bar.element, knobs.element,
        body);
  update();
  bar.showPlaying();

  const keys = (event) => {
    if (/INPUT|SELECT|TEXTAREA|BUTTON/.test(event.target.tagName) || document.querySelector('dialog')) return;
    if (event.key === ' ') {
      event.preventDefault();
      play(!it.playing);
    }
    if (event.key === '.') one('step');
  };
  addEventListener('keydown', keys);
  return {element, hear, ask, stop: () => removeEventListener('keydown', keys), playing: () => it.playing};
}
