// Sends the form that carries an answer back to an app. Its button stays for browsers that do not.
document.querySelector("form[data-continue]")?.requestSubmit();
