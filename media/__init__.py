"""How sound and picture move: WebRTC transports, RTP forwarding, ingest; in worker processes."""
