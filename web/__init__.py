"""The door: HTTP routes and the built pages; web/client/ is the browser application."""
