"""Two counties with an API, on every database, as the tests of the API have them."""

from tests.web.api.conftest import county as county
