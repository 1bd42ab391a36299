// Makes working pages better; every one of them works without.

// A dialog that arrived open becomes modal: focus stays inside, Escape leads to where its Cancel does.
const dialog = document.querySelector('dialog[open]');
if (dialog) {
  document.querySelector('.app[inert]')?.removeAttribute('inert');
  dialog.close();
  dialog.showModal();
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    dialog.querySelector('[data-dismiss]')?.click();
  });
}

// A refused form: the summary is read first.
document.getElementById('problems')?.focus();

// A form is sent once.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.method !== 'post') return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = '1';
  addEventListener('pageshow', () => delete form.dataset.sent, { once: true });
});

// One tick for all rows of the page.
document.querySelectorAll('[data-select-all]').forEach((all) => {
  const boxes = () => [...all.closest('table').querySelectorAll('tbody .check input')];
  all.hidden = false;
  all.addEventListener('change', () => boxes().forEach((box) => { box.checked = all.checked; }));
  all.closest('table').addEventListener('change', () => { all.checked = boxes().every((box) => box.checked); });
});

// What is under way is looked at again, without losing the place on the page.
const watch = async () => {
  const part = document.querySelector('[data-refresh]');
  if (!part) return;
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => null);
  const next = answer?.ok && new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(part.id);
  if (next) part.replaceWith(document.importNode(next, true));
  setTimeout(watch, 1000);
};
setTimeout(watch, 1000);
