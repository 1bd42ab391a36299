// Cards with Stripe.js: the number goes from the browser to Stripe and never comes here.

const form = document.querySelector('form[data-stripe]');
const button = form.querySelector('[type=submit]');
const problem = form.querySelector('[role=alert]');

const say = (words) => {
  problem.querySelector('span').textContent = words;
  problem.hidden = !words;
};

// A module runs after scripts that are deferred before it; without this one Stripe could not be reached.
const stripe = window.Stripe?.(form.dataset.stripe);
if (stripe) button.disabled = false;
else say(form.dataset.unreachable);

const holder = document.getElementById('card');
const card = holder && stripe?.elements().create('card');
if (card) {
  holder.replaceChildren();
  card.mount(holder);
  card.on('change', (event) => say(event?.error?.message ?? ''));
}

let begun;
// A SetupIntent, once: a refused card leaves it to the next.
const begin = async () => {
  begun ??= await fetch(form.dataset.begin, { method: 'POST', body: new URLSearchParams(), headers: { accept: 'application/json' } })
    .then((answer) => (answer.ok ? answer.json() : undefined), () => undefined);
  return begun;
};

const keep = async () => {
  const setup = await begin();
  if (!setup) return form.dataset.unreachable;
  const answer = await stripe.confirmCardSetup(setup.clientSecret, { payment_method: { card } });
  form.elements.setup.value = setup.id;
  return answer.error?.message;
};

// Whatever the owner has answered: the server asks Stripe.
const confirm = async () => {
  const answer = await stripe.confirmCardPayment(form.dataset.secret, { payment_method: form.dataset.method });
  return answer.error?.message;
};

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  if (button.disabled) return;
  button.disabled = true;
  say('');
  const refused = await (card ? keep() : confirm()).catch((error) => error.message);
  if (refused) {
    say(refused);
    button.disabled = false;
    button.focus();
  } else form.submit();
});
