"""The light of a line: four words from a dozen figures.

Rule: the thresholds are all here, and a line is as good as its worst figure. Sound is what a
lesson cannot do without, so they are set by when speech becomes tiring: about 2 % loss left after
retransmission, or a round trip above 300 ms (ITU-T G.114: 150 ms one way is comfortable).
"""

from classroom.media_messages import LineQuality
from classroom.states import Light

FAIR_LOSS = 0.02
POOR_LOSS = 0.08
FAIR_RTT_MS = 300.0
POOR_RTT_MS = 800.0
FAIR_JITTER_MS = 60.0
POOR_JITTER_MS = 200.0


def worst_loss(line: LineQuality) -> float:
    """Return the loss of the worse direction, 0…1."""
    return max(line.up_loss, line.down_loss)


def light(line: LineQuality) -> Light:
    """Return the light of one line."""
    if line.protocol is None:
        return Light.LOST
    loss, rtt, jitter = worst_loss(line), line.rtt_ms or 0.0, line.jitter_ms or 0.0
    if loss > POOR_LOSS or rtt > POOR_RTT_MS or jitter > POOR_JITTER_MS:
        return Light.POOR
    if loss > FAIR_LOSS or rtt > FAIR_RTT_MS or jitter > FAIR_JITTER_MS:
        return Light.FAIR
    return Light.GOOD
