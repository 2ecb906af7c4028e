"""The web page: server-rendered, whole without JavaScript, quicker with it."""
