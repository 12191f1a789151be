"""mediasoup's JSON: read strictly, checked against what we forward, and written."""
