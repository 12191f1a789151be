"""A real S3 server, and buckets on it: for tests of what is kept there."""

import secrets
import urllib.request
from collections.abc import Iterator

import pytest
from moto.moto_server.threaded_moto_server import ThreadedMotoServer


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of an S3 server."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


@pytest.fixture
def bucket(s3: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of an empty bucket; the environment says how to reach it."""
    name = f"county-{secrets.token_hex(4)}"
    said = {
        "AWS_ENDPOINT": s3, "AWS_ALLOW_HTTP": "true", "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret",
    }  # fmt: skip
    for key, value in said.items():
        monkeypatch.setenv(key, value)
    put(s3, name)
    return f"s3://{name}/recordings"


def put(s3: str, path: str, data: bytes = b"") -> None:
    """Make a bucket, or an object in one, by other means than ours."""
    signed = "AWS4-HMAC-SHA256 Credential=id/20260901/us-east-1/s3/aws4_request"  # nobody checks
    headers = {"Content-Type": "application/octet-stream", "Authorization": signed}
    request = urllib.request.Request(f"{s3}/{path}", data, headers, method="PUT")
    with urllib.request.urlopen(request, timeout=10):
        pass
