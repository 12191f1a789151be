"""A school's recording box: GStreamer's RTSP server, playing one film to whoever asks.

Run by Debian's own Python, which has its bindings: `/usr/bin/python3 rtsp_server.py FILM PORT
[USER PASSWORD]`. It prints the port once it listens (0: any).
"""

import sys

import gi  # type: ignore[import-not-found]  # Debian's, not of our environment

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import (  # type: ignore[import-not-found]  # noqa: E402
    GLib,
    Gst,
    GstRtspServer,
)

Gst.init(None)
film, port = sys.argv[1], sys.argv[2]
server = GstRtspServer.RTSPServer.new()
server.set_address("127.0.0.1")
server.set_service(port)
factory = GstRtspServer.RTSPMediaFactory.new()
factory.set_launch(
    f"( filesrc location={film} ! qtdemux name=film "
    "film.video_0 ! queue ! rtph264pay name=pay0 pt=96 config-interval=-1 "
    "film.audio_0 ! queue ! rtpopuspay name=pay1 pt=97 )"
)
server.get_mount_points().add_factory("/lesson", factory)
if len(sys.argv) > 3:
    user, password = sys.argv[3:5]
    auth = GstRtspServer.RTSPAuth.new()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "box")
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), token)
    server.set_auth(auth)
    factory.add_role_from_structure(
        Gst.Structure.new_from_string(
            "box, media.factory.access=(boolean)true, media.factory.construct=(boolean)true"
        )
    )
server.attach(None)
print(server.get_bound_port(), flush=True)
GLib.MainLoop().run()
