// Listens to the lesson of this page: ten times a second, how many bytes of sound have come so far.
// `heard` holds [milliseconds, bytes of all sounds that are there now, their consumers].
window.heard = [];
(function listen() {
  const again = () => setTimeout(listen, 100);
  const stats = window.__sanketang?.stats();
  if (!stats) return again();
  stats
    .then(({ consumers }) => {
      const sounds = consumers.filter(({ kind }) => kind === "audio");
      window.heard.push([Date.now(), Object.fromEntries(sounds.map((s) => [s.consumer, s.bytes]))]);
    })
    .catch(() => {})
    .finally(again);
})();
