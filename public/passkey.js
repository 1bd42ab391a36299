// Passkeys: asks the browser what the server asks it, and sends its answer in the form.

const button = (form) => form.querySelector('[type=submit]');

const say = (form, words) => {
  const problem = form.querySelector('[role=alert]');
  problem.textContent = words;
  problem.hidden = !words;
};

const ask = async (form) => {
  const answer = await fetch(form.dataset.begin, { method: 'POST', body: new URLSearchParams(), headers: { accept: 'application/json' } });
  if (!answer.ok) throw new Error(answer.statusText);
  const { token, options } = await answer.json();
  const credential = form.dataset.passkey === 'create'
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  form.elements.token.value = token;
  form.elements.answer.value = JSON.stringify(credential);
};

if (window.PublicKeyCredential?.parseCreationOptionsFromJSON) {
  document.querySelectorAll('form[data-passkey]').forEach((form) => {
    form.hidden = false;
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (!form.reportValidity() || button(form).disabled) return;
      button(form).disabled = true;
      say(form, '');
      try {
        await ask(form);
        form.submit();
      } catch {
        // Whoever says no to their device has not done anything wrong.
        say(form, form.dataset.refused);
        button(form).disabled = false;
        button(form).focus();
      }
    });
  });
}
