// Listens to the lesson of this page: ten times a second, how many bytes of sound have come so far.
// `heard` holds [milliseconds, bytes of all sounds that are there now, their consumers].
window.heard = [];

// Which port of the server this page's media comes from; null while there is none.
const made = [];
const Original = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Original {
  constructor(...how) {
    super(...how);
    made.push(this);
  }
};
window.mediaPort = async () => {
  for (const connection of made.filter((one) => one.connectionState === "connected")) {
    const rows = [...(await connection.getStats()).values()];
    const pair = rows.find((row) => row.type === "candidate-pair" && row.nominated);
    const remote = pair && rows.find((row) => row.id === pair.remoteCandidateId);
    if (remote) return remote.port;
  }
  return null;
};

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
