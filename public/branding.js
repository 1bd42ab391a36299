// The preview follows the form: colours and typeface by a stylesheet of their own, the name as it is typed.

const form = document.getElementById('brand');
const sheet = document.querySelector('[data-preview-css]');
const value = (name) => form.elements[name].value;

let waiting;
const follow = () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    const query = new URLSearchParams(['primary', 'secondary', 'accent', 'font'].map((name) => [name, value(name)]));
    const href = `${form.dataset.preview}?${query}`;
    if (sheet.getAttribute('href') !== href) sheet.setAttribute('href', href);
  }, 150);
};

form.querySelectorAll('input[type=color]').forEach((picker) => {
  const text = form.elements[picker.dataset.for];
  picker.hidden = false;
  picker.addEventListener('input', () => { text.value = picker.value; follow(); });
  text.addEventListener('input', () => { if (/^#[0-9a-f]{6}$/i.test(text.value)) picker.value = text.value; });
});
form.addEventListener('input', follow);
