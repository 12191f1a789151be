"""Files and RTSP sources as participants of a lesson."""
