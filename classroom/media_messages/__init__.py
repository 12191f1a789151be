"""What the lesson and the media plane say to each other: the messages of the `Media` port.

Rule 1: one frozen struct per message, both directions, all in this package; they cross a process
boundary as msgpack, so they hold only plain values.
Rule 2: `Opaque` values are the media engine's own dialect (today mediasoup's ORTC JSON). The
classroom passes them between the browser and the engine and never looks inside, so that another
engine can take the embedded one's place.

Words: a *room* is a lesson's media; a *peer* is one endpoint in it (a page, an ingest, a recorder);
a *producer* is one track coming in, a *consumer* is one track going out to one peer (ORTC terms).
"""

from classroom.media_messages.events import ConsumerChanged as ConsumerChanged
from classroom.media_messages.events import ConsumerClosed as ConsumerClosed
from classroom.media_messages.events import IngestChanged as IngestChanged
from classroom.media_messages.events import IngestState as IngestState
from classroom.media_messages.events import LayersWanted as LayersWanted
from classroom.media_messages.events import LevelChanged as LevelChanged
from classroom.media_messages.events import LineQuality as LineQuality
from classroom.media_messages.events import MediaEvent as MediaEvent
from classroom.media_messages.events import PeerConnected as PeerConnected
from classroom.media_messages.events import PeerHeard as PeerHeard
from classroom.media_messages.events import PeerLost as PeerLost
from classroom.media_messages.events import PeerSilent as PeerSilent
from classroom.media_messages.events import ProducerClosed as ProducerClosed
from classroom.media_messages.events import ProducerOpened as ProducerOpened
from classroom.media_messages.events import Quality as Quality
from classroom.media_messages.events import RoomLost as RoomLost
from classroom.media_messages.events import Speaking as Speaking
from classroom.media_messages.events import WordTaken as WordTaken
from classroom.media_messages.replies import Consumed as Consumed
from classroom.media_messages.replies import Described as Described
from classroom.media_messages.replies import Done as Done
from classroom.media_messages.replies import MediaReply as MediaReply
from classroom.media_messages.replies import Produced as Produced
from classroom.media_messages.replies import RoomOpened as RoomOpened
from classroom.media_messages.replies import RoomShut as RoomShut
from classroom.media_messages.replies import Still as Still
from classroom.media_messages.requests import CloseConsumer as CloseConsumer
from classroom.media_messages.requests import ClosePeer as ClosePeer
from classroom.media_messages.requests import CloseProducer as CloseProducer
from classroom.media_messages.requests import CloseRoom as CloseRoom
from classroom.media_messages.requests import ConnectTransport as ConnectTransport
from classroom.media_messages.requests import Consume as Consume
from classroom.media_messages.requests import CreateDirectTransport as CreateDirectTransport
from classroom.media_messages.requests import CreateTransport as CreateTransport
from classroom.media_messages.requests import MediaRequest as MediaRequest
from classroom.media_messages.requests import OpenRoom as OpenRoom
from classroom.media_messages.requests import PauseConsumer as PauseConsumer
from classroom.media_messages.requests import PauseProducer as PauseProducer
from classroom.media_messages.requests import PinLevel as PinLevel
from classroom.media_messages.requests import PreferLayer as PreferLayer
from classroom.media_messages.requests import Produce as Produce
from classroom.media_messages.requests import RestartIce as RestartIce
from classroom.media_messages.requests import ResumeConsumer as ResumeConsumer
from classroom.media_messages.requests import ResumeProducer as ResumeProducer
from classroom.media_messages.requests import ShareWord as ShareWord
from classroom.media_messages.requests import ShutRoom as ShutRoom
from classroom.media_messages.requests import StartIngest as StartIngest
from classroom.media_messages.requests import StopIngest as StopIngest
from classroom.media_messages.words import Direction as Direction
from classroom.media_messages.words import Kind as Kind
from classroom.media_messages.words import Level as Level
from classroom.media_messages.words import LevelReason as LevelReason
from classroom.media_messages.words import Opaque as Opaque
from classroom.media_messages.words import Source as Source
