// "/" and Ctrl-K open the search over the page: a combobox over the search page's list.

const dialog = document.getElementById('palette');
const input = dialog.querySelector('input');
const list = dialog.querySelector('[role=listbox]');
const said = dialog.querySelector('[role=status]');

let waiting, asking, options = [], chosen = -1;

const choose = (n) => {
  chosen = n;
  options.forEach((option, i) => option.setAttribute('aria-selected', i === n));
  input.setAttribute('aria-activedescendant', options[n]?.id ?? '');
  options[n]?.scrollIntoView({ block: 'nearest' });
};

const become = (role, selector) => {
  const found = [...list.querySelectorAll(selector)];
  found.forEach((element) => element.setAttribute('role', role));
  return found;
};

// The list's links are the options, its headings name the groups.
const show = (found) => {
  said.textContent = found?.querySelector('.said')?.textContent ?? '';
  list.replaceChildren(...(found?.querySelectorAll('section') ?? []));
  // The search page has the same list, and the same names in it.
  for (const part of list.querySelectorAll('[id]')) part.id = `palette-${part.id}`;
  for (const part of list.children) part.setAttribute('aria-labelledby', `palette-${part.getAttribute('aria-labelledby')}`);
  become('group', 'section');
  become('presentation', 'h2, ul, li, p');
  options = become('option', 'a');
  options.forEach((option, i) => {
    option.id = `option-${i}`;
    option.tabIndex = -1;
  });
  list.hidden = !options.length;
  input.setAttribute('aria-expanded', !list.hidden);
  choose(-1);
};

const ask = async () => {
  const q = input.value.trim();
  if (!q) return show();
  asking = new AbortController();
  try {
    const answer = await fetch(`${input.form.action}?${new URLSearchParams({ q, part: 'results' })}`, { signal: asking.signal });
    const found = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('results');
    show(found);
    if (!found) said.textContent = dialog.dataset.failed;
  } catch {
    // Asked again, or nobody answers: Enter leads to the page.
  }
};

const stop = () => {
  clearTimeout(waiting);
  asking?.abort();
};

input.addEventListener('input', () => {
  stop();
  choose(-1);
  waiting = setTimeout(ask, 120);
});

input.addEventListener('keydown', (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.isComposing) return;
  if (step && options.length) choose((Math.max(chosen, step > 0 ? -1 : 0) + step + options.length) % options.length);
  else if (event.key === 'Enter' && chosen >= 0) options[chosen].click();
  else return;
  event.preventDefault();
});

// It remembers nothing.
dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
dialog.addEventListener('close', () => {
  stop();
  input.value = '';
  show();
});
addEventListener('pagehide', () => dialog.close());

document.addEventListener('keydown', (event) => {
  const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
  const held = event.ctrlKey || event.metaKey;
  const asked = held ? event.key === 'k' : event.key === '/' && !typing;
  if (!asked || event.altKey || document.querySelector('dialog[open]:not(#palette)')) return;
  event.preventDefault();
  dialog[dialog.open ? 'close' : 'showModal']();
});
