// The search and the switch between light and dark. Without this script, the book can be read all the same.
'use strict';

const root = document.currentScript.dataset.root;

// ---- light and dark ----

const button = document.querySelector('button.theme');
const dark = () => {
  const theme = document.documentElement.dataset.theme;
  return theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
};
const name_button = () => { button.textContent = dark() ? 'Light' : 'Dark'; };
button.addEventListener('click', () => {
  document.documentElement.dataset.theme = dark() ? 'light' : 'dark';
  try { localStorage.theme = document.documentElement.dataset.theme; } catch { /* the choice lasts for this page */ }
  name_button();
});
name_button();
button.hidden = false;

// ---- search ----

const search = document.querySelector('search');
const input = search.querySelector('input');
const said = search.querySelector('[role=status]');
const list = search.querySelector('ol');
let sections = null; // [page, anchor, page's title, section's title, words], from assets/index.js

// A page that is opened as a file may not fetch its neighbours, but may load them as scripts.
window.gradus_index = (index) => { sections = index; show(); };
function load() {
  if (sections || document.querySelector('script.index')) return;
  const script = document.createElement('script');
  script.className = 'index';
  script.src = root + 'assets/index.js';
  document.head.append(script);
}

// How well a section fits: 0 if a word is missing; a title counts more than the text.
function score(section, words) {
  let sum = 0;
  const title = (section[2] + ' ' + section[3]).toLowerCase();
  const text = section[4].toLowerCase();
  for (const word of words) {
    const times = text.split(word).length - 1;
    const in_title = title.includes(word);
    if (!times && !in_title) return 0;
    sum += (in_title ? 10 : 0) + Math.min(times, 5);
  }
  return sum;
}

function piece(text, word) {
  const at = Math.max(0, text.toLowerCase().indexOf(word));
  const from = at < 40 ? 0 : text.indexOf(' ', at - 40) + 1;
  return (from ? '... ' : '') + text.slice(from, from + 150) + (text.length > from + 150 ? ' ...' : '');
}

function show() {
  const words = input.value.toLowerCase().split(/\s+/).filter((word) => word.length > 1);
  list.replaceChildren();
  said.textContent = '';
  if (!sections || !words.length) return;
  const found = sections.map((section) => [score(section, words), section]).filter(([fits]) => fits);
  found.sort((a, b) => b[0] - a[0]);
  said.textContent = found.length ? `${found.length} section${found.length > 1 ? 's' : ''}` : 'Nothing found';
  for (const [, [page, anchor, page_title, title, text]] of found.slice(0, 30)) {
    const item = document.createElement('li');
    const link = item.appendChild(document.createElement('a'));
    link.href = root + page + (anchor ? '#' + anchor : '');
    link.appendChild(document.createElement('b')).textContent = title === page_title ? title : `${page_title} › ${title}`;
    link.appendChild(document.createElement('span')).textContent = piece(text, words[0]);
    list.append(item);
  }
}

function close() {
  list.replaceChildren();
  said.textContent = '';
}

input.addEventListener('focus', () => { load(); show(); });
input.addEventListener('input', () => { load(); show(); });
search.addEventListener('keydown', (event) => {
  const links = [...list.querySelectorAll('a')];
  const at = links.indexOf(document.activeElement);
  if (event.key === 'Escape') {
    input.value = '';
    close();
    input.blur();
  } else if (event.key === 'ArrowDown' && links.length) {
    links[Math.min(at + 1, links.length - 1)].focus();
  } else if (event.key === 'ArrowUp' && at >= 0) {
    (at ? links[at - 1] : input).focus();
  } else if (event.key === 'Enter' && at < 0 && links.length) {
    links[0].click();
  } else {
    return;
  }
  event.preventDefault();
});
list.addEventListener('click', close); // a section of this very page
document.addEventListener('click', (event) => { if (!search.contains(event.target)) close(); });
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.target.matches('input')) return;
  event.preventDefault();
  input.focus();
});
search.hidden = false;
